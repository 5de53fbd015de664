import limits
import pytest

from lezerprint.base.rates import Rate, parse_byte_rate, parse_rates


@pytest.mark.parametrize(
    "text",
    [
        *("100/minute", "5/15 minutes", "9 per hour", "1/2 Minutes", " 3 / 1day ", "7per month", "1/year"),
        *("10/second; 100 per 15 minutes", "1/second,2/minute|3/hour", "0/second", "4/0 seconds"),
    ],
)
def test_reads_rates_as_the_limits_library_does(text):
    items = limits.parse_many(text)
    if text != "4/0 seconds":  # there a window without length is one of one second
        assert parse_rates(text) == [Rate(item.amount, item.get_expiry()) for item in items]
    else:
        assert parse_rates(text) == [Rate(4, 0)]


@pytest.mark.parametrize(
    "text", ["", "often", "5", "/minute", "5/fortnight", "-1/second", "1/second;", "٣/hour"]
)
def test_refuses_what_is_no_rate(text):
    with pytest.raises(ValueError, match="not a rate"):
        parse_rates(text)
    with pytest.raises(ValueError, match=r"parse|granularity"):
        limits.parse_many(text)


@pytest.mark.parametrize(
    ("text", "rate"),
    [
        ("5 GB/hour", Rate(5_000_000_000, 3600)),
        ("200MB per 15 minutes", Rate(200_000_000, 900)),
        ("1.5 kb/second", Rate(1500, 1)),
        (" 7 bytes / day ", Rate(7, 86_400)),
        ("1 TB/2 hours", Rate(1_000_000_000_000, 7200)),
    ],
)
def test_reads_rates_of_bytes(text, rate):
    assert parse_byte_rate(text) == rate


@pytest.mark.parametrize(
    "text", ["", "10/hour", "5 GB", "5 PB/hour", "-1 MB/hour", "1 GB/fortnight", "GB/hour"]
)
def test_refuses_what_is_not_a_rate_of_bytes(text):
    with pytest.raises(ValueError, match="not a rate"):
        parse_byte_rate(text)
