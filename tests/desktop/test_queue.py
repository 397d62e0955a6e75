"""The page Queue: what waits, live; how it is found, and what can be done with it."""

import os
import time

from cli.fake_worker import FakeWorker, row
from kit.pulse import Pulse
from kit.queue import STATE, WHY, Queue
from kit.screen import Desktop
from kit.sheet import Sheet
from lib import tap, wait
from lib.demo import DemoServer
from lib.scene import GOOD

NOBODY = "127.0.0.1:9"  # refuses connections
IS_LONG = "COUNTERSIGN_TEST_LONG" in os.environ
MANY_MESSAGES = 100 if IS_LONG else 20
RECIPIENTS_OF_EACH = 1000 if IS_LONG else 100
LONGEST_SILENCE_S = 1.5  # with sanitizers; a person notices a second


def waiting(bed):
    """A desktop on which three recipients of two messages wait, and its page Queue."""
    desktop = Desktop(bed)
    desktop.set_site("--smart-host", NOBODY)
    desktop.add_domain("*.corp.example", "--dns", "--authentication", "none")
    desktop.start_worker()
    desktop.send("first", "ann@example.com", "bob@example.org")
    desktop.send("second", "cat@example.com", sender="boss@office.example")
    return desktop, Queue(Sheet(desktop))


@tap.case("what waits is listed as it changes, filtered and found as one types")
def test_list(bed):
    desktop, queue = waiting(bed)
    queue.wait_for("ann@example.com", "bob@example.org", "cat@example.com")
    queue.wait_to_say("Deferred 3")
    queue.wait_for_states("Deferred")
    assert "cannot be reached" in queue.column(WHY)[0], queue.column(WHY)

    ann = next(each for each in desktop.queue() if each["recipient"] == "ann@example.com")
    desktop.cli("queue", "hold", ann["id"])
    queue.wait_to_say("Deferred 2", "Held 1")
    wait.until(lambda: sorted(queue.column(STATE)) == ["Deferred", "Deferred", "Held"], "one held")
    queue.show("held")
    queue.wait_for("ann@example.com")
    queue.show("active")
    queue.wait_to_say("No mail in the queue matches")
    queue.show("all states")
    for text, found in (("EXAMPLE.ORG", ["bob@example.org"]), ("boss@", ["cat@example.com"]),
                        ("%", [])):
        queue.search(text)
        queue.wait_for(*found)
    queue.search("")
    queue.wait_for("ann@example.com", "bob@example.org", "cat@example.com")

    queue.select("bob@example.org")
    desktop.send("third", "dan@example.com")
    queue.wait_for("ann@example.com", "bob@example.org", "cat@example.com", "dan@example.com")
    queue.wait_to_say("1 of 4 recipients selected")
    assert not desktop.queue()[0]["recipient"].startswith("dan"), "new mail is not last"


@tap.case("hold, release, retry and remove, with buttons and keys; what cannot be done says why")
def test_deeds(bed):
    desktop, queue = waiting(bed)
    queue.wait_for_states("Deferred")
    assert queue.button("Remove").description == "Select a recipient first."
    queue.select("ann@example.com")
    assert "held" in queue.button("Release").description, queue.button("Release").description
    queue.sheet.press("Hold")
    queue.wait_to_say("1 recipient is held until you release it.")
    wait.until(lambda: "Held" in queue.column(STATE), "it to be held")
    queue.sheet.press("Release")
    queue.wait_to_say("1 recipient is released and will be tried now.")
    queue.wait_for_states("Deferred")
    queue.sheet.press("Retry")
    queue.wait_to_say("1 recipient will be tried now.")
    queue.table.focus()
    desktop.keyboard.press("Shift+F10")
    wait.until(lambda: any(window.has_a("menu item", "Hold") for window in desktop.tree.windows()),
               "the menu")
    desktop.keyboard.press("d")
    wait.until(lambda: "Held" in queue.column(STATE), "it to be held again")

    queue.table.focus()
    desktop.keyboard.press("Control+a")
    queue.wait_to_say("3 of 3 recipients selected")
    desktop.keyboard.press("Delete")
    question = desktop.wait_for_window(lambda title: title in ("Question", ""))
    wait.until(lambda: question.says("Remove 3 recipients from the queue?"), "the question")
    question.find("push button", "Cancel").press()
    wait.until(lambda: len(desktop.tree.windows()) == 1, "the question to be gone")
    assert len(desktop.queue()) == 3
    queue.select("cat@example.com")
    queue.table.focus()
    desktop.keyboard.press("Control+a")
    queue.sheet.press("Remove")
    question = desktop.wait_for_window(lambda title: title in ("Question", ""))
    question.find("push button", "Remove").press()
    queue.wait_to_say("3 recipients have been removed.")
    queue.wait_to_say("No mail is waiting.")
    assert desktop.queue() == []


@tap.case("what is not there any more when Remove is confirmed takes nothing else along")
def test_gone_meanwhile(bed):
    desktop, queue = waiting(bed)
    queue.wait_for_states("Deferred")
    first = queue.recipients()[0]
    others = queue.recipients()[1:]
    queue.select(first)
    queue.sheet.press("Remove")
    question = desktop.wait_for_window(lambda title: title in ("Question", ""))
    gone = next(each for each in desktop.queue() if each["recipient"] == first)
    desktop.cli("queue", "remove", gone["id"])
    queue.wait_for(*others)
    question.find("push button", "Remove").press()
    queue.wait_to_say("Nothing had to be changed.")
    queue.wait_for(*others)
    assert queue.button("Remove").description == "Select a recipient first."


@tap.case("the page goes on when the worker stops and comes back")
def test_worker_gone(bed):
    desktop, queue = waiting(bed)
    queue.wait_for("ann@example.com", "bob@example.org", "cat@example.com")
    queue.select("ann@example.com")
    desktop.stop_worker()
    queue.wait_to_say("No delivery worker is running")
    queue.wait_for()
    assert not queue.button("Retry").has("sensitive")
    queue.sheet.press("Start Worker")  # there is nothing on this bus that starts one
    queue.wait_to_say("countersign-delivery", "starts it")
    desktop.start_worker()
    queue.wait_for("ann@example.com", "bob@example.org", "cat@example.com")
    assert not queue.window.says("No delivery worker")


@tap.case("a worker that answers nothing, or is too old, is said in plain words")
def test_refusals(bed):
    desktop = Desktop(bed)
    worker = FakeWorker(bed, desktop)
    worker.error = "org.freedesktop.DBus.Error.AccessDenied"
    queue = Queue(Sheet(desktop))
    queue.wait_to_say("You may not do that")
    for error, words in (("org.freedesktop.DBus.Error.UnknownMethod", "older version"),
                         ("org.countersign.Delivery.Error.BadArgument", "older version"),
                         ("org.countersign.Delivery.Error.Failed", "in the worker's words")):
        worker.error = error
        queue.search(error[-5:])
        queue.wait_to_say(words)
    worker.error = None
    queue.search("")
    queue.wait_to_say("No mail is waiting.")


class ChangingWorker(FakeWorker):
    """Each time that it is asked, its queue changes before the answer is there."""

    states = ("queued", "active", "deferred", "held")

    def _ListRecipients(self, filter_, after, limit):
        answer = super()._ListRecipients(filter_, after, limit)
        number = sum(call[0] == "ListRecipients" for call in self.calls)
        if number < len(self.states):
            self.rows = [row("A/1", "ann@example.com", self.states[number])]
            self.emit_queue_changed()
        return answer


@tap.case("what changes while the queue is being asked for is asked for again")
def test_changes_meanwhile(bed):
    desktop = Desktop(bed)
    ChangingWorker(bed, desktop, rows=[row("A/1", "ann@example.com", "queued")])
    Queue(Sheet(desktop)).wait_for_states("Held")


@tap.case("the story of a message: why it waits, its attempts, the dialogue; and that it has gone")
def test_story(bed):
    desktop = Desktop(bed)
    server = DemoServer(bed, certificate=GOOD, accounts={"office": "secret"})
    desktop.set_site("--smart-host", server.smart_host)
    desktop.start_worker()
    desktop.send("Quarterly figures", "ann@example.com", "bob@example.com")
    desktop.wait_for_state("held", "authentication-required")
    queue = Queue(Sheet(desktop))
    queue.wait_for_states("Held")
    queue.select("bob@example.com")
    queue.table.focus()
    desktop.keyboard.press("Return")
    story = desktop.wait_for_window("Story of a Message")
    for words in ("sender@client.example", "Quarterly figures", "the server wants authentication",
                  "Add a remote domain"):
        wait.until(lambda said=words: story.says(said), f"“{words}” in the story")
    attempts = story.find(("table", "tree table"), "Attempts")
    assert attempts.row_count == 1 and "Held" in attempts.rows()[0], attempts.rows()
    tabs = story.find("page tab list")
    tabs.select(story.find("page tab", "Dialogue"))
    assert "S: 530" in story.find("text", "Dialogue with the server").text
    tabs.select(story.find("page tab", "Header"))
    assert "Subject: Quarterly figures" in story.find("text", "Header of the message").text
    assert queue.button("Remove").has("sensitive"), "the window behind it is blocked"
    desktop.cli("queue", "remove", "--all")
    wait.until(lambda: story.says("delivered or removed meanwhile"), "that it has gone")
    story.find("push button", "Close").press()
    desktop.wait_for_no_window("Story of a Message")


@tap.case(f"{MANY_MESSAGES * RECIPIENTS_OF_EACH} recipients arrive while the page is open")
def test_many(bed):
    desktop = Desktop(bed)
    desktop.set_site("--smart-host", NOBODY)
    desktop.start_worker()
    queue = Queue(Sheet(desktop))
    queue.wait_to_say("No mail is waiting.")
    total = MANY_MESSAGES * RECIPIENTS_OF_EACH
    with Pulse(queue.window) as pulse:
        for number in range(MANY_MESSAGES):
            desktop.send(f"number {number}", *(f"user{number}.{n}@example.com"
                                               for n in range(RECIPIENTS_OF_EACH)))
        wait.until(lambda: sum(desktop.status()[key] for key in ("queued", "deferred", "active"))
                   == total, "all to be there", 300)
        assert 0 < queue.table.row_count < total, "all of it has been fetched"
        searched = time.monotonic()
        queue.search(f"user{MANY_MESSAGES - 1}.7@")
        queue.wait_for(f"user{MANY_MESSAGES - 1}.7@example.com")
        search_s = time.monotonic() - searched
        queue.search("")
        wait.until(lambda: queue.table.row_count > 1, "the others")
        queue.table.focus()
        desktop.keyboard.press("Control+a")
        queue.wait_to_say(f"{total:,}".replace(",", "") + " of ", "selected")
        queue.sheet.press("Hold")
        wait.until(lambda: queue.window.says("recipients are held until you release them."),
                   "all to be held", 120)
    print(f"# found after {search_s:.2f} s, silent for {pulse.longest_s:.2f} s at most")
    assert pulse.longest_s < LONGEST_SILENCE_S, pulse.longest_s
    wait.until(lambda: desktop.status()["held"] == total, "all to be held", 60)


tap.run()
