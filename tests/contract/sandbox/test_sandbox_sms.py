"""Both SMS gateways, by plain HTTP, in their documented shapes."""

import hashlib

import pytest

from sandbox.sms.segments import alphabet, segments

NUMBER, OTHER = "380671234567", "380501112233"
TEXT = "Замовлення 41 у відділенні 5"
SIGNED = {
    "login": "otgruz",
    "psw": hashlib.md5(b"secret").hexdigest(),
    "charset": "utf-8",
    "fmt": "3",
}


@pytest.mark.parametrize(
    ("text", "letters", "count"),
    [
        ("", "GSM-7", 1),
        ("a" * 160, "GSM-7", 1),
        ("a" * 161, "GSM-7", 2),
        ("a" * 306, "GSM-7", 2),
        ("a" * 307, "GSM-7", 3),
        ("€" * 80, "GSM-7", 1),
        ("€" * 81, "GSM-7", 2),
        ("€" * 153, "GSM-7", 3),  # 152 places are used of 153: a pair is not torn
        ("ї" * 70, "UCS-2", 1),
        ("ї" * 71, "UCS-2", 2),
        ("ї" * 134, "UCS-2", 2),
        ("ї" * 135, "UCS-2", 3),
        ("🚚" * 35, "UCS-2", 1),
        ("🚚" * 67, "UCS-2", 3),
        ("a" * 69 + "ї", "UCS-2", 1),
    ],
)
def test_segments_are_counted_as_operators_do(text, letters, count):
    assert (alphabet(text), segments(text)) == (letters, count)


@pytest.fixture
def smsc(world, http):
    def call(path="/sys/send.php", **parameters):
        return http.get(world.sms_url + path, params={**SIGNED, **parameters}).json()

    return call


@pytest.fixture
def turbo(world, http):
    def call(path="message/send", token="t-1", **body):
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        reply = http.post(f"{world.sms_url}/{path}.json", json=body, headers=headers)
        assert reply.status_code == 200
        return reply.json()

    return call


def message(*numbers, **more):
    return {"recipients": list(numbers), "sms": {"sender": "Otgruz", "text": TEXT}, **more}


class TestSmsc:
    def test_a_message_is_sent_and_priced(self, world, smsc):
        answer = smsc(phones=f"+{NUMBER}", mes=TEXT, sender="Otgruz", cost="3", op="1")
        (sms,) = world.sms_to(NUMBER)
        assert (sms.text, sms.sender, sms.segments, sms.id) == (
            TEXT,
            "Otgruz",
            1,
            str(answer["id"]),
        )
        assert answer == {
            "id": int(sms.id),
            "cnt": 1,
            "cost": "1.50",
            "balance": "99998.50",
            "phones": [{"phone": NUMBER, "mccmnc": "", "cost": "1.50", "status": "", "error": "0"}],
        }
        assert [line.key for line in world.journal.lines("sms", "sms.accepted")] == [NUMBER]

    def test_asking_the_price_sends_nothing(self, world, smsc):
        assert smsc(phones=NUMBER, mes="ї" * 71, cost="1") == {"cost": "3.00", "cnt": 2}
        assert world.sms_to(NUMBER) == []

    def test_without_a_charset_text_is_windows_1251(self, world, http):
        body = f"login=a&psw=b&phones={NUMBER}&fmt=3&mes=%C7%E0%EA%E0%E7".encode()
        form = {"Content-Type": "application/x-www-form-urlencoded"}
        http.post(world.sms_url + "/sys/send.php", content=body, headers=form)
        assert [sms.text for sms in world.sms_to(NUMBER)] == ["Заказ"]

    def test_the_rest_door_takes_and_gives_json(self, world, http):
        told = {"apikey": "k", "phones": NUMBER, "mes": TEXT, "id": 77}
        answer = http.post(world.sms_url + "/rest/send/", json=told).json()
        assert (answer, [sms.text for sms in world.sms_to(NUMBER)]) == (
            {"id": 77, "cnt": 1},
            [TEXT],
        )

    @pytest.mark.parametrize(
        ("form", "sent", "refused"),
        [
            ("0", "OK - 1 SMS, ID - 5", "ERROR = 9 (duplicate request, wait a minute)"),
            ("1", "5,1", "0,-9"),
            (
                "2",
                "<result><id>5</id><cnt>1</cnt></result>",
                "<result><error>duplicate request, wait a minute</error>"
                "<error_code>9</error_code></result>",
            ),
        ],
    )
    def test_other_formats(self, world, http, form, sent, refused):
        told = {**SIGNED, "fmt": form, "phones": NUMBER, "mes": TEXT, "id": "5"}
        url = world.sms_url + "/sys/send.php"
        assert [http.get(url, params=told).text for _ in range(2)] == [sent, refused]

    @pytest.mark.parametrize(
        ("parameters", "code"),
        [
            ({"mes": TEXT}, 1),
            ({"phones": NUMBER}, 1),
            ({"phones": NUMBER, "mes": TEXT, "psw": ""}, 2),
            ({"phones": NUMBER, "mes": TEXT, "time": "tomorrow"}, 5),
            ({"phones": "12345", "mes": TEXT, "id": "5"}, 7),
        ],
    )
    def test_errors_come_with_http_200(self, world, smsc, parameters, code):
        answer = smsc(**parameters)
        assert (answer["error_code"], answer.get("id")) == (code, 5 if code == 7 else None)
        assert world.journal.lines("sms") == []

    def test_the_same_text_within_a_minute_is_refused(self, world, smsc):
        first = smsc(phones=NUMBER, mes=TEXT)
        assert smsc(phones=NUMBER, mes=TEXT)["error_code"] == 9
        assert "id" in smsc(phones=NUMBER, mes=TEXT + "!")
        assert "id" in smsc(phones=OTHER, mes=TEXT)
        world.advance(61)
        assert smsc(phones=NUMBER, mes=TEXT)["id"] > first["id"]
        assert len(world.sms_to(NUMBER)) == 3

    def test_an_empty_account_sends_nothing(self, world, smsc, control):
        control("post", "/sms/balance", balance=149)
        assert smsc(phones=NUMBER, mes=TEXT)["error_code"] == 3
        assert (world.sms_to(NUMBER), world.sms.balance) == ([], 149)

    def test_an_unreachable_destination_is_refused_with_the_id(self, world, smsc):
        world.call(world.sms.set_outcome, NUMBER, "impossible")
        answer = smsc(phones=NUMBER, mes=TEXT, id="5")
        assert (answer["error_code"], answer["id"]) == (8, 5)

    @pytest.mark.parametrize(
        ("outcome", "final"),
        [("delivered", 1), ("read", 2), ("expired", 3), ("unreachable", 25), ("delayed", 0)],
    )
    def test_the_status_moves_with_time(self, world, smsc, outcome, final):
        world.call(world.sms.set_outcome, NUMBER, outcome)
        sent = smsc(phones=NUMBER, mes=TEXT)

        def status():
            return smsc("/sys/status.php", phone=NUMBER, id=sent["id"])["status"]

        seen = [status()]
        for _ in range(2):
            world.advance(2)
            seen.append(status())
        assert seen == [-1, 0, final]

    def test_the_status_of_several_and_of_none(self, smsc):
        sent = smsc(phones=NUMBER, mes=TEXT)["id"]
        answer = smsc("/sys/status.php", phone=f"{NUMBER},{OTHER}", id=f"{sent},{sent}", all="1")
        assert [one["status"] for one in answer] == [-1, -3]
        assert (answer[0]["phone"], answer[0]["message"]) == (NUMBER, TEXT)
        assert smsc("/sys/status.php", phone=NUMBER, id="")["error_code"] == 1

    def test_the_balance_may_be_asked_ten_times_a_minute(self, world, smsc):
        world.advance(61)
        answers = [smsc("/sys/balance.php") for _ in range(11)]
        assert answers[:10] == [{"balance": "100000.00"}] * 10
        assert answers[10]["error_code"] == 9


class TestTurboSms:
    def test_a_message_is_sent(self, world, turbo):
        answer = turbo(**message(NUMBER))
        (sms,) = world.sms_to(NUMBER)
        assert answer == {
            "response_code": 800,
            "response_status": "SUCCESS_MESSAGE_ACCEPTED",
            "response_result": [
                {
                    "phone": NUMBER,
                    "response_code": 0,
                    "message_id": sms.id,
                    "response_status": "OK",
                }
            ],
        }

    def test_each_number_of_a_mixed_call_has_its_own_code(self, world, turbo):
        world.call(world.sms.set_outcome, OTHER, "forbidden")
        answer = turbo(**message(NUMBER, "79161234567", "12", OTHER, NUMBER))
        codes = [item["response_code"] for item in answer["response_result"]]
        assert (answer["response_code"], codes) == (802, [0, 406, 305, 404, 407])
        assert [item["message_id"] is None for item in answer["response_result"]] == [
            False,
            True,
            True,
            True,
            True,
        ]
        assert len(world.journal.lines("sms", "sms.accepted")) == 1

    @pytest.mark.parametrize(
        ("body", "code"),
        [
            ({"recipients": [NUMBER]}, 200),
            ({"recipients": [NUMBER], "sms": {"text": TEXT}}, 200),
            ({"recipients": [NUMBER], "sms": {"sender": "O", "text": " "}}, 201),
            ({"recipients": [], "sms": {"sender": "O", "text": TEXT}}, 202),
            ({"recipients": 5, "sms": {"sender": "O", "text": TEXT}}, 202),
            (message(*[NUMBER] * 5001), 405),
            (message(NUMBER, start_time="tomorrow"), 303),
            (message(NUMBER, viber={"sender": "O", "text": "x", "ttl": 59}), 409),
            ({"recipients": [NUMBER], "sms": {"sender": "O", "text": "ї" * 700}}, 413),
        ],
    )
    def test_a_wrong_call_is_refused_whole(self, world, turbo, body, code):
        assert turbo(**body)["response_code"] == code
        assert world.journal.lines("sms") == []

    def test_a_token_is_needed_in_any_of_its_places(self, world, turbo, http):
        assert turbo(token="", **message(NUMBER))["response_code"] == 103
        url = world.sms_url + "/message/ping.json"
        answers = [
            http.get(url, params={"token": "t"}).json(),
            http.get(url, headers={"Authorization": "Basic t"}).json(),
        ]
        pong = {"response_code": 1, "response_status": "PONG", "response_result": None}
        assert answers == [pong, pong]

    @pytest.mark.parametrize("body", [b"{", b"[1]", b"\xff"])
    def test_a_body_that_is_no_object_is_an_invalid_request(self, world, http, body):
        url, headers = world.sms_url + "/message/send.json", {"Authorization": "Bearer t"}
        assert http.post(url, content=body, headers=headers).json()["response_code"] == 300

    def test_a_repeat_is_a_second_message_unless_it_has_a_sequence_id(self, world, turbo):
        """C3: the control is the call without the key."""
        for _ in range(2):
            turbo(**message(NUMBER))
        keyed = [turbo(**message(OTHER, sequence_id="41-arrived")) for _ in range(2)]
        assert (len(world.sms_to(NUMBER)), len(world.sms_to(OTHER))) == (2, 1)
        assert [answer["response_code"] for answer in keyed] == [800, 507]
        assert keyed[0]["response_result"] == keyed[1]["response_result"]

    def test_the_status_moves_with_time(self, world, turbo):
        sent = turbo(**message(NUMBER))["response_result"][0]["message_id"]

        def status():
            (item,) = turbo("message/status", messages=[sent])["response_result"]
            return item["status"], item["type"], item["recipient"]

        seen = [status()]
        for _ in range(2):
            world.advance(2)
            seen.append(status())
        assert seen == [(word, "sms", NUMBER) for word in ("In Queue", "Sent", "Delivered")]
        (strange,) = turbo("message/status", messages=["nobody"])["response_result"]
        assert strange["response_code"] == 414

    def test_viber_goes_first_where_it_is_asked_for(self, world, turbo):
        turbo(**message(NUMBER, viber={"sender": "Otgruz", "text": "viber", "ttl": 60}))
        assert [(sms.channel, sms.text) for sms in world.sms_to(NUMBER)] == [("viber", "viber")]

    def test_several_texts_go_in_one_call(self, world, turbo):
        answer = turbo("message/sendmulti", a=message(NUMBER), b={"recipients": [OTHER]})
        codes = {key: one["response_code"] for key, one in answer["response_result"].items()}
        assert (answer["response_code"], codes) == (802, {"a": 800, "b": 200})

    def test_the_balance(self, turbo):
        assert turbo("user/balance")["response_result"] == {"balance": 100000.0}


def test_a_refusal_on_command_is_worded_by_each_gateway(world, smsc, turbo):
    """C4: HTTP 200 with an error inside, and nothing sent."""
    world.fail("sms", "refusal", code=3, operation="/sys/send.php")
    world.fail("sms", "refusal", code=503, operation="/message/send.json", target=NUMBER)
    assert smsc(phones=NUMBER, mes=TEXT)["error_code"] == 3
    assert turbo(**message(NUMBER))["response_status"] == "FAILED_SMS_SEND"
    assert turbo(**message(OTHER))["response_code"] == 800
    assert [line.key for line in world.journal.lines("sms")] == [OTHER]
