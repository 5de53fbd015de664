"""Tickets: good once, for a while, for what they were made with."""

from __future__ import annotations

import pytest
from accounts_world import Clock, at_once, principal_of

from lezerprint.accounts.errors import AccountError, InvalidTokenError, TokenExpiredError
from lezerprint.accounts.principal import Standing
from lezerprint.accounts.tickets import LIFETIME_SECONDS, Tickets, is_ticket


@pytest.fixture
def ann(world):
    signed_in = world.sign_up()
    return principal_of(signed_in.user, signed_in.tokens.session_id)


def test_a_ticket_is_good_once_for_its_session(world, ann):
    tickets = Tickets()
    ticket = tickets.issue(ann)
    assert is_ticket(ticket)
    standing = tickets.redeem(ticket)
    assert standing == Standing.of(ann)
    assert world.authenticator.verify(standing) == ann
    with pytest.raises(InvalidTokenError):
        tickets.redeem(ticket)
    world.accounts.revoke_session(ann.session_id, ann.user_id)
    with pytest.raises(InvalidTokenError):
        world.authenticator.verify(standing)


def test_of_several_at_once_one_gets_it(ann):
    tickets = Tickets()
    ticket = tickets.issue(ann)
    results = at_once(*[lambda: tickets.redeem(ticket)] * 4)
    assert sum(isinstance(one, Standing) for one in results) == 1


def test_its_time_ends(ann):
    clock = Clock(0.0)
    tickets = Tickets(clock)
    ticket = tickets.issue(ann)
    clock.now = LIFETIME_SECONDS
    with pytest.raises(TokenExpiredError):
        tickets.redeem(ticket)


def test_who_asks_for_many_fills_no_memory(ann):
    tickets = Tickets(capacity=2)
    first, second, third = (tickets.issue(ann) for _ in range(3))
    with pytest.raises(AccountError):
        tickets.redeem(first)
    assert tickets.redeem(second) == tickets.redeem(third)
