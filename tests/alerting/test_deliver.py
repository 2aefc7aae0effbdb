"""Alerts reach a real mail server and a real web server, each once for each address, whatever fails on the way."""

from __future__ import annotations

import logging
from threading import Thread

import pytest
from pydantic import SecretStr

from smarketing import alerting, post
from smarketing.alert import Alert, Rule
from smarketing.errors import NotDelivered, SettingError
from smarketing.store import records
from smarketing.store.alerts import LEASE
from smarketing.store.audit import events
from smarketing.store.schema import alert
from smarketing.workspace import Workspace
from tests.alerting.receivers import SECRET, webhook
from tests.store.company import content

ANN = Alert(Rule.BREACH, ("Ann", "1"), "Ann has 2 overdue leads", "2 not touched; the longest is 9\u202fh over.")
BEN = Alert(Rule.BREACH, ("Ben", "1"), "Ben & <b>Söhne</b> has 1 overdue lead", "Not answered.")
AT = 1_795_000_000


@pytest.fixture
def company(store):
    records.write_workspace(store, Workspace(name="Halden"))
    return store


def to(*addresses):
    return post.addresses(SecretStr(" ".join(addresses)), setting=alerting.SETTING)


def deliver(company, alerts, *addresses, at=AT):
    return alerting.deliver(company, alerts, to(*addresses), at=at, actor="cron")


def body(mail):
    return mail.get_body(("plain",)).get_content().replace("\r\n", "\n").strip()


def test_a_mail_arrives_with_the_alert_as_its_subject_and_its_numbers_as_its_text(company, mails):
    deliver(company, [ANN], mails.address)
    (mail,) = mails.mails
    assert mail["Subject"] == "Halden: Ann has 2 overdue leads"
    assert mail["To"] == "team@example.com"
    assert body(mail) == ANN.text


def test_several_alerts_come_as_one_message_in_plain_text(company, mails, hook):
    deliver(company, [ANN, BEN], mails.address, hook.address)
    told = f"{ANN.title}\n{ANN.text}\n\n{BEN.title}\n{BEN.text}"
    assert (mails.mails[0]["Subject"], body(mails.mails[0])) == ("Halden: 2 alerts", told)
    assert (hook.messages[0]["title"], hook.messages[0]["message"]) == ("Halden: 2 alerts", told)
    assert mails.mails[0].get_body(("html",)) is None


def test_no_name_calls_anybody(company, hook):
    loud = Alert(Rule.ACCEPTANCE, ("x",), "Less from @everyone", "<!channel> <@U123> ann@example.com")
    deliver(company, [loud], hook.address)
    (told,) = hook.messages
    assert "@everyone" not in told["title"]
    assert not any(call in told["message"] for call in ("!channel", "@U123", "@example"))
    assert told["message"].replace("\u2060", "") == loud.text


def test_the_second_run_tells_nothing_and_a_new_fact_alone(company, mails, hook):
    deliver(company, [ANN], mails.address, hook.address)
    assert deliver(company, [ANN], mails.address, hook.address, at=AT + 10 * LEASE) == []
    deliver(company, [ANN, BEN], mails.address, at=AT + 11 * LEASE)
    assert [m["Subject"] for m in mails.mails] == [f"Halden: {a.title}" for a in (ANN, BEN)]
    assert len(hook.messages) == 1


def test_an_address_that_fails_is_told_the_next_time_and_the_others_are_not_told_twice(company, mails, hook):
    hook.status = 500
    first = deliver(company, [ANN], mails.address, hook.address)
    assert {d.address: d.is_taken for d in first} == {"mailto": True, "json": False}
    with pytest.raises(NotDelivered, match=r"^json://… did not take the message\.") as refusal:
        alerting.check_taken(first)
    assert SECRET not in str(refusal.value)
    hook.status = 200
    alerting.check_taken(deliver(company, [ANN], mails.address, hook.address, at=AT + 1))
    assert (len(mails.mails), len(hook.messages)) == (1, 1)
    assert [e.after["address"].split()[0] for e in events(company, alert)] == ["json", "mailto"]


def test_an_address_is_the_same_wherever_it_stands_and_another_one_of_its_kind_is_not(company, mails, hook):
    """One of two was down; then the two change places, the password is a new one, and a third comes in place of one."""
    with webhook() as other, webhook() as third:
        hook.status = 500
        made = deliver(company, [ANN], hook.address, other.address)
        assert [d.is_taken for d in made] == [False, True]
        hook.status = 200
        deliver(company, [ANN], other.address.replace(f"user:{SECRET}", "user:anew"), hook.address, at=AT + 1)
        assert (len(hook.messages), len(other.messages)) == (1, 1)
        deliver(company, [ANN], third.address, at=AT + 2)
        assert len(third.messages) == 1


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("mailtos://ann:old@x.example?to=b@x.example", "mailtos://ann:ne:w@x.example?to=b@x.example", True),
        ("mailtos://ann:old@x.example", "mailtos://ben:old@x.example", False),
        ("mailto://x.example:25?from=a@x.example", "mailto://x.example:26?from=a@x.example", False),
        ("json://a.example/x", "json://a.example/y", False),
    ],
)  # fmt: skip
def test_a_key_tells_addresses_apart_but_not_their_passwords(one, other, same):
    assert (to(one)[0].key == to(other)[0].key) is same


def test_a_mail_server_that_refuses_and_one_that_is_away_are_tried_again(company, mails):
    mails.is_open = False
    away = "json://127.0.0.1:9/x"
    assert [d.is_taken for d in deliver(company, [ANN], mails.address, away)] == [False, False]
    assert content(company)["alert"] == []
    mails.is_open = True
    assert [d.is_taken for d in deliver(company, [ANN], mails.address, at=AT + 1)] == [True]


def test_of_two_processes_at_once_one_sends(company, hook):
    hook.seconds = 1.0
    first = Thread(target=deliver, args=(company, [ANN, BEN], hook.address))
    first.start()
    assert hook.came.wait(30)
    assert deliver(company, [ANN, BEN], hook.address, at=AT + 1) == []
    first.join()
    assert len(hook.messages) == 1


def test_a_plan_says_what_would_go_and_writes_nothing(company, hook):
    deliver(company, [ANN], hook.address)
    before = content(company)
    (made,) = alerting.plan(company, [ANN, BEN], to(hook.address), at=AT + 1)
    assert made.alerts == (BEN,)
    assert content(company) == before
    assert len(hook.messages) == 1


def test_nothing_is_sent_of_a_workspace_whose_data_ends_on_a_day(company, hook):
    records.write_workspace(company, Workspace(as_of=alerting.date(2026, 11, 18)))
    with pytest.raises(SettingError, match="18 Nov 2026"):
        deliver(company, [ANN], hook.address)
    assert hook.messages == []


def test_without_an_address_it_is_told_how_to_set_one(company):
    assert post.addresses(None, setting=alerting.SETTING) == []
    with pytest.raises(SettingError, match="SMARKETING_ALERTS_TO"):
        deliver(company, [ANN])


@pytest.mark.parametrize(
    ("text", "told"),
    [(f"json://fine.example {SECRET}", "Address 2 of"), (f"slack://{SECRET}", "Address 1 of SMARKETING_ALERTS_TO, slack://…,"),
     (f"nothing://{SECRET}", "nothing://…"), (f"mailto://a:{SECRET}", "mailto://…")],
)  # fmt: skip
def test_an_address_that_cannot_be_used_is_told_by_its_place_and_never_in_full(text, told):
    with pytest.raises(SettingError) as refusal:
        post.addresses(SecretStr(text), setting=alerting.SETTING)
    assert told in str(refusal.value)
    assert SECRET not in str(refusal.value)


def test_two_of_a_kind_are_told_apart():
    made = to("json://a.example", "json://b.example", "slack://TokenA1234/TokenB1234/TokenC1234567890123456789/#x")
    assert [a.name for a in made] == ["json", "json 2", "slack"]


def test_no_secret_is_logged_printed_or_stored(company, mails, capfd, caplog):
    """Also at the most talkative level, with receivers that take, refuse, and are not there."""
    caplog.set_level(logging.DEBUG)
    with webhook() as refusing:
        refusing.status = 500
        made = deliver(
            company, [ANN], mails.address, refusing.address, f"json://u:{SECRET}@127.0.0.1:9/{SECRET}",
            f"mailto://u:{SECRET}@127.0.0.1:9?from=a@example.com&to=b@example.com&name={SECRET}",
        )  # fmt: skip
    assert sorted(d.is_taken for d in made) == [False, False, False, True]
    heard = capfd.readouterr()
    logged = str([(r.getMessage(), r.exc_text) for r in caplog.records if r.name != "mail.log"])  # the receiver's own
    assert SECRET not in heard.out + heard.err + logged + repr(made) + repr(to(refusing.address))
    assert SECRET not in str(content(company))
