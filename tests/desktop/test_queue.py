"""The page Queue: what waits, live."""

from kit.screen import Desktop
from kit.sheet import Sheet
from lib import tap, wait

NOBODY = "127.0.0.1:9"  # refuses connections


@tap.case("how much waits, as it changes")
def test_totals(bed):
    desktop = Desktop(bed)
    desktop.set_site("--smart-host", NOBODY)
    desktop.start_worker()
    desktop.send("one", "ann@example.com", "bob@example.com")
    sheet = Sheet(desktop)
    sheet.page("Queue")
    wait.until(lambda: sheet.window.says("Deferred 2"), "two to be deferred")
    desktop.cli("queue", "hold")
    wait.until(lambda: sheet.window.says("Held 2"), "two to be held")


tap.run()
