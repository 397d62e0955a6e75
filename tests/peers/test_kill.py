"""Kill -9 of the worker at random instants: nothing is lost, duplicates are few and counted."""

import os
import random

from lib import tap, wait
from lib.demo import DemoServer
from lib.scene import started
from lib.submitter import Submitter

KILLS = 100
LONGEST_LIFE_S = 0.3  # from readiness to the kill, or from a delivery to the kill
CONNECTIONS = 3
MOST_AHEAD = 100  # messages that may wait, so that the end does not depend on the machine
PASSWORD = "secret"


def wait_for_delivery(server):
    before = len(server.messages())
    wait.until(lambda: len(server.messages()) > before, "a delivery")


def kill_over_and_over(instance, server, rng):
    """Meanwhile mail comes in: by the socket all the time, by sendmail while no worker runs.

    Returns the subjects of all that was answered with a yes.
    """
    submitter = Submitter(os.path.join(instance.runtime, "countersign", "submission"),
                          "ann@example.org", lambda: len(server.maildir.files()), MOST_AHEAD)
    submitter.start()
    by_sendmail = []
    for number in range(KILLS):
        if number % 2 == 1:
            wait_for_delivery(server)
        wait.pause_of_random_length(rng, LONGEST_LIFE_S)
        instance.worker.kill()
        by_sendmail.append(f"p{number:05}")
        instance.send(by_sendmail[-1], "bob@example.org")
        instance.start_worker()
    submitter.stop()
    assert len(submitter.vouched_for) > KILLS, "too few to say anything"
    return submitter.vouched_for + by_sendmail


@tap.case(f"{KILLS} kills with messages in flight")
def test_kill(bed):
    seed = random.randrange(1 << 32)
    print(f"# seed {seed}")
    # Without TLS, whose handshake would take most of a life.
    server = DemoServer(bed, "--delay", "5", "--clear-text-without-tls",
                        accounts={"office": PASSWORD})
    instance = started(bed, "--smart-host", server.smart_host, "--authentication", "clear-text",
                       "--account", "office", "--allow-unencrypted-password",
                       "--maximum-connections-per-destination", str(CONNECTIONS),
                       password=PASSWORD)
    vouched_for = kill_over_and_over(instance, server, random.Random(seed))
    instance.cli("queue", "retry")
    instance.wait_until_delivered(120)
    instance.stop_worker()
    assert instance.deliver_once() == 0, "something is left in the queue"

    subjects = server.maildir.subjects()
    lost = set(vouched_for) - set(subjects)
    duplicates = len(subjects) - len(set(subjects))
    print(f"# {len(vouched_for)} messages, {len(lost)} lost, {duplicates} duplicates, "
          f"{len(server.events('connect'))} connections")
    assert not lost, sorted(lost)
    assert duplicates <= KILLS * CONNECTIONS, duplicates


tap.run()
