"""Refused for good: the sender gets a delivery report (RFC 3464)."""

from lib import tap, wait
from lib.demo import DemoServer
from lib.scene import started

OPEN = "--no-authentication-needed"
SENDER = "sender@client.example"


def parts_of(report):
    assert report.get_content_type() == "multipart/report", report.get_content_type()
    assert report.get_param("report-type") == "delivery-status"
    text, status, original = report.iter_parts()
    assert text.get_content_type() == "text/plain"
    assert status.get_content_type() == "message/delivery-status"
    assert original.get_content_type() in ("message/rfc822", "text/rfc822-headers")
    return text, status.get_payload(), original


def reports(server):
    return [message for message in server.maildir.messages()
            if message.get_content_type() == "multipart/report"]


def envelope_of_reports(server):
    return [event for event in server.messages() if event["sender"] == ""]


@tap.case("one of two recipients refused: the other has it, the sender a report on the one")
def test_one_refused(bed):
    server = DemoServer(bed, OPEN, faults=["rcpt:bad@example.org=550 5.1.1 No such user here"])
    instance = started(bed, "--smart-host", server.smart_host)
    instance.send("partly", "good@example.org", "bad@example.org", body="The body.\n")
    wait.until(lambda: reports(server), "the report")
    instance.wait_until_delivered()

    [envelope] = envelope_of_reports(server)
    assert envelope["recipients"] == [SENDER]
    [report] = reports(server)
    assert report["Auto-Submitted"] == "auto-replied", report["Auto-Submitted"]
    text, blocks, original = parts_of(report)
    assert "bad@example.org" in text.get_content()
    assert "good@example.org" not in text.get_content()
    message_block, *recipients = blocks
    assert message_block["Reporting-MTA"].startswith("dns;")
    [recipient] = recipients
    assert recipient["Final-Recipient"].replace(" ", "") == "rfc822;bad@example.org"
    assert recipient["Action"] == "failed" and recipient["Status"] == "5.1.1"
    assert "No such user here" in recipient["Diagnostic-Code"]
    assert "partly" in original.as_string()
    instance.wait_for_status("rejected", 1)


REFUSALS = [("MAIL", "mail/1=550 5.7.1 Not you", "5.7.1"),
            ("RCPT, one of several lines", "rcpt/1=550-5.1.1 one\\n550 5.1.1 two", "5.1.1"),
            ("DATA", "data/1=554 5.6.0 Not this", "5.6.0"),
            ("the final dot", "dot/1=552 5.3.4 Too big", "5.3.4"),
            ("RCPT, without an enhanced code", "rcpt/1=550 no", "5.0.0")]


def test_refused(bed, fault, status):
    server = DemoServer(bed, OPEN, faults=[fault])
    instance = started(bed, "--smart-host", server.smart_host)
    instance.send("refused", "ann@example.org")
    [report] = wait.until(lambda: reports(server), "the report")
    _, (_, recipient), _ = parts_of(report)
    assert recipient["Status"] == status, recipient["Status"]
    instance.wait_until_delivered()


for stage, specification, code in REFUSALS:
    tap.case(f"refused at {stage}", specification, code)(test_refused)


@tap.case("a report that is refused itself goes to badmail, with a reason, and no further report")
def test_double(bed):
    server = DemoServer(bed, OPEN, faults=["rcpt=550 5.1.1 Nobody here"])
    instance = started(bed, "--smart-host", server.smart_host)
    instance.send("unwanted", "ann@example.org")
    badmail = wait.until(lambda: instance.badmail(), "something in badmail")
    instance.wait_until_delivered()
    assert badmail and server.messages() == []


@tap.case("mail from the null sender that is refused makes no report")
def test_null_sender(bed):
    server = DemoServer(bed, OPEN, faults=["rcpt/1=550 5.1.1 Nobody here"])
    instance = started(bed, "--smart-host", server.smart_host)
    instance.send("bounce", "ann@example.org", sender="")
    instance.wait_until_delivered()
    wait.until(lambda: instance.badmail(), "something in badmail")
    assert server.messages() == []


@tap.case("hostile text of a server comes through neither as a header nor as a control character")
def test_hostile_text(bed):
    server = DemoServer(bed, OPEN, faults=["rcpt/1=550 5.1.1 a\\033[31mred\\001 <b>&amp; %s %n"])
    instance = started(bed, "--smart-host", server.smart_host)
    instance.send("refused", "ann@example.org")
    wait.until(lambda: reports(server), "the report")
    with open(server.messages()[0]["path"], "rb") as file:
        raw = file.read()
    assert b"\033" not in raw and b"\001" not in raw


tap.run()
