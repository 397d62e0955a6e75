"""What a server received."""

import email
import email.policy
import os


class Maildir:
    def __init__(self, path):
        self.path = path

    def files(self):
        folder = os.path.join(self.path, "new")
        if not os.path.isdir(folder):
            return []
        return [os.path.join(folder, name) for name in sorted(os.listdir(folder))]

    def messages(self):
        """Parsed, in the order of their files' names."""
        parsed = []
        for path in self.files():
            with open(path, "rb") as file:
                parsed.append(email.message_from_binary_file(file, policy=email.policy.default))
        return parsed

    def subjects(self):
        return sorted(str(message["Subject"]) for message in self.messages())
