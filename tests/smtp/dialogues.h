/* dialogues.h - the parts that scripts have in common (script-server.h) */
#pragma once

#define GREETING "S: 220 relay.example.net ESMTP\n"
#define EHLO "C: EHLO client.example.com\n"
#define HELLO GREETING EHLO "S: 250 relay.example.net\n"
#define HELLO_PIPELINING GREETING EHLO "S: 250-relay.example.net\nS: 250 PIPELINING\n"
#define HELLO_STARTTLS GREETING EHLO "S: 250-relay.example.net\nS: 250 STARTTLS\n"
#define STARTTLS "C: STARTTLS\nS: 220 go\n"

#define MAIL_ACCEPTED "C: MAIL FROM:<sender@example.com>*\nS: 250 ok\n"
#define RCPT_ACCEPTED "C: RCPT TO:<r?@example.org>\nS: 250 ok\n"
#define DATA_ACCEPTED "C: DATA\nS: 354 go\n"
#define DELIVERY MAIL_ACCEPTED RCPT_ACCEPTED DATA_ACCEPTED "CONTENT1\nS: 250 2.0.0 queued as 1\n"
#define GROUP_SENT "C: MAIL FROM:<sender@example.com>*\nG: RCPT TO:<r1@example.org>\nG: DATA\n"
#define GROUP_DELIVERY GROUP_SENT "S: 250 ok\nS: 250 ok\nS: 354 go\nCONTENT1\nS: 250 queued\n"
#define BYE "C: QUIT\nS: 221 bye\n"
#define HANGS_UP "WAIT\n" /* the client must go by itself */
