"""Kill -9 of the worker at random instants: nothing is lost, duplicates are few and counted."""

import random

from lib import tap, wait
from lib.demo import DemoServer
from lib.scene import GOOD, started

KILLS = 100
MESSAGES_A_ROUND = 3
LONGEST_LIFE_S = 0.15  # from readiness to the kill
SESSIONS = 20          # at most so many final dots are unrecorded at one instant
PASSWORD = "secret"


def kill_rounds(instance, rng):
    """Sends and kills, over and over. Returns the subjects that sendmail vouched for."""
    vouched_for = []
    for round_number in range(KILLS):
        for number in range(MESSAGES_A_ROUND):
            subject = f"r{round_number:03}-{number}"
            instance.send(subject, f"user{number}@example.org")
            vouched_for.append(subject)
        wait.pause_of_random_length(rng, LONGEST_LIFE_S)
        instance.worker.kill()
        instance.start_worker()
    return vouched_for


@tap.case(f"{KILLS} kills with messages in flight")
def test_kill(bed):
    seed = random.randrange(1 << 32)
    print(f"# seed {seed}")
    server = DemoServer(bed, "--delay", "2", accounts={"office": PASSWORD}, certificate=GOOD)
    instance = started(bed, "--smart-host", server.smart_host, "--authentication", "clear-text",
                       "--account", "office", password=PASSWORD)
    vouched_for = kill_rounds(instance, random.Random(seed))
    instance.cli("queue", "retry")
    instance.wait_until_delivered(120)

    subjects = server.maildir.subjects()
    lost = set(vouched_for) - set(subjects)
    duplicates = len(subjects) - len(set(subjects))
    print(f"# {len(vouched_for)} messages, {len(lost)} lost, {duplicates} duplicates, "
          f"{len(server.events('connect'))} connections")
    assert not lost, sorted(lost)
    assert duplicates <= KILLS * SESSIONS, duplicates
    assert duplicates < len(vouched_for) / 2, duplicates
    assert set(subjects) == set(vouched_for), "something that nobody sent"
    assert instance.deliver_once_after_stop() == 0


tap.run()
