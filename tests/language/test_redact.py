"""What is taken out of messages, and what must stay."""

import time

import pytest

from language.redact import redact

PASSWORDS = [
    ("my password is Hunter2!", "Hunter2"),
    ("My Password is: Hunter2!", "Hunter2"),
    ("hi, my password is hunter2 and it does not work", "hunter2"),
    ("pwd: x", "x"),
    ("pw=s3cret", "s3cret"),
    ("password: correcthorse", "correcthorse"),
    ("password for vpn is Sommer2024", "Sommer2024"),
    ("the password for my laptop: Larkfield#1", "Larkfield#1"),
    ("passwort Sommer2024!", "Sommer2024"),
    ("mein Passwort ist Geheim123", "Geheim123"),
    ("Kennwort: geheim", "geheim"),
    ("my old password was Winter-2023", "Winter-2023"),
    ("I changed my password to Spring2026! yesterday", "Spring2026"),
    ("set the pwd to aB3$xyz", "aB3$xyz"),
    ("password Tr0ub4dor&3", "Tr0ub4dor&3"),
    ("user bob pass: tiger99", "tiger99"),
    ("login bob, password tiger#99, please check", "tiger#99"),
    ('my password is "correct horse battery"', "correct horse battery"),
    ("my password is 'open sesame'", "open sesame"),
    ("my passphrase is correct horse battery staple", "horse battery"),
    ("Hunter2! is my password", "Hunter2"),
    ("P@ssw0rd is the new password", "P@ssw0rd"),
    ("my password is banana.", "banana"),
    ("my password is iLoveCats", "iLoveCats"),
    ("my password is 12345678", "12345678"),
    ("my pin is 4821", "4821"),
    ("PIN: 004821", "004821"),
    ("https://bob:tiger99@intranet.larkfield.example/x", "tiger99"),
    ("MY PASSWORD IS HUNTER2!", "HUNTER2"),
    ("password is still Hunter2!", "Hunter2"),
    ("contraseña: gato", "gato"),
    ("pass Hunter2!", "Hunter2"),
    ("my password, Hunter2!, is not accepted", "Hunter2"),
    ("PASSWORD - Hunter2!", "Hunter2"),
    ("password = Hunter2!\nusername = bob", "Hunter2"),
]
TOKENS = [
    "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9PlFUP0THsR8U",
    "AKIAIOSFODNN7EXAMPLE",
    "ghp_16C7e42F292c6912E7710c838347Ae178B4a",
    "xoxb-123456789012-abcdefABCDEF",
    "glpat-abcdefghij1234567890",
    "sk_live_4eC39HqLyjWDarjtT1zdp7dc",
    "123456-234567-345678-456789-567890-678901-789012-890123",
    "-----BEGIN RSA PRIVATE KEY-----\nMIIEpAIBAAKCAQEA\n-----END RSA PRIVATE KEY-----",
]
NAMED_TOKENS = [
    ("Authorization: Bearer abcdef0123456789abcdef", "abcdef0123456789abcdef"),
    ("api key: 9f8e7d6c5b4a39281706f5e4d3c2b1a0", "9f8e7d6c5b4a39281706f5e4d3c2b1a0"),
    ("client_secret=Zm9vYmFyYmF6cXV4MTIz", "Zm9vYmFyYmF6cXV4MTIz"),
    ("my token is 0123456789abcdef0123", "0123456789abcdef0123"),
    ("aws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", "wJalrXUtnFEMI"),
]
CARDS = [
    "4111 1111 1111 1111", "4111111111111111", "5500-0000-0000-0004", "378282246310005", "3530111333300000",
]
CODES = [
    ("the verification code is 482913", "482913"),
    ("otp 123456", "123456"),
    ("my one-time code: 884 201", "884 201"),
    ("MFA code was 99182734 but it was refused", "99182734"),
    ("authenticator code says 123456", "123456"),
]
HARMLESS = [
    "my password is not working",
    "my password is expired",
    "my password isn't working",
    "password is wrong",
    "my password reset link",
    "my password reset link does not arrive",
    "the password is incorrect, it says",
    "my password is locked",
    "my password is being rejected",
    "my password is about to expire",
    "my password is 90 days old",
    "password is 14 characters long",
    "Password: reset needed",
    "password? I forgot it",
    "I forgot my password",
    "forgot password for Windows 11",
    "password Office365 problem",
    "the password to my account does not work",
    "change password to something new",
    "need a password reset for INC0010023",
    "password manager is broken",
    "my password expired on 12/03/2026",
    "password error 0x80070005",
    "how do I change my password on the iPhone?",
    "is there a password policy?",
    "my wifi password is required again and again",
    "it says the password is \"incorrect\"",
    "mein Passwort ist abgelaufen",
    "password is correct but it will not let me in",
    "what is my password",
    "this is my password problem",
    "outlook is asking my password every 5 minutes",
    "my PIN is not accepted",
    "I need a new pin for my phone",
    "error code 691",
    "error code: 80070005",
    "I did not get the verification code",
    "the code on the printer is 49.4C02",
    "ticket INC0012345 from 2026-11-22",
    "call me on +39 02 1234 5678",
    "IMEI 356938035643809",
    "serial number 4111 1111 1111 1112",
    "order 12345678901234567890123",
    "the token on my phone is gone",
    "my key is not working on the front door",
    "bypass: the proxy",
    "my password - it expired on 12/03/2026",
    "I need a boarding pass for Milan",
    "compass: broken",
    "🙂 <b>hello</b> javascript:alert(1)",
    "",
]


@pytest.mark.parametrize(("text", "secret"), PASSWORDS)
def test_a_password_is_removed(text, secret):
    done = redact(text)
    assert secret not in done.text
    assert "[password removed]" in done.text
    assert done.found == ("password",)


@pytest.mark.parametrize("token", TOKENS)
def test_a_token_is_removed_wherever_it_stands(token):
    assert redact(f"here it is: {token} thanks").text == "here it is: [token removed] thanks"


@pytest.mark.parametrize(("text", "secret"), NAMED_TOKENS)
def test_a_named_token_is_removed(text, secret):
    done = redact(text)
    assert secret not in done.text
    assert done.found == ("token",)


@pytest.mark.parametrize("number", CARDS)
def test_a_card_number_is_removed(number):
    done = redact(f"pay with {number} 12/27 please")
    assert done.text == "pay with [card number removed] 12/27 please"
    assert done.found == ("card_number",)


@pytest.mark.parametrize(("text", "code"), CODES)
def test_a_one_time_code_is_removed_when_it_is_named(text, code):
    done = redact(text)
    assert code not in done.text
    assert done.found == ("one_time_code",)


@pytest.mark.parametrize("text", HARMLESS)
def test_talk_about_secrets_stays(text):
    assert redact(text).text == text
    assert redact(text).found == ()


@pytest.mark.parametrize("text", [text for text, _ in PASSWORDS + NAMED_TOKENS + CODES])
def test_redacting_twice_changes_nothing_more(text):
    once = redact(text).text
    assert redact(once).text == once


def test_several_secrets_are_named_in_order_of_appearance():
    done = redact("card 4111 1111 1111 1111, password: tiger99, otp 123456")
    assert done.text == (
        "card [card number removed], password: [password removed], otp [one-time code removed]"
    )
    assert done.found == ("card_number", "password", "one_time_code")


@pytest.mark.parametrize(
    "piece",
    ["a", "1", "1 ", "4111 ", "password is ", "pwd:", "eyJ", "eyJ.", "bearer ", "'", '"password "', "pass:"],
)
def test_a_megabyte_takes_linear_time(piece):
    def seconds(size):
        text = piece * (size // len(piece))
        start = time.perf_counter()
        redact(text)
        return time.perf_counter() - start

    small = min(seconds(25_000) for _ in range(3))
    assert seconds(250_000) < max(40 * small, 1.0)
