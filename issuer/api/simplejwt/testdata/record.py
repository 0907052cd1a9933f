"""Records what simplejwt itself answers to the requests in recorded.jsonl.

    python3 -m venv venv
    venv/bin/pip install Django==5.2.19 djangorestframework==3.18.3 \
        djangorestframework_simplejwt==5.5.1 PyJWT==2.15.1
    venv/bin/python record.py

Each line of recorded.jsonl is a request (method, path, headers, body or
body_hex) and, after a run, its answer. {refresh} and such stand for tokens,
which are minted here and, to the same recipe, in recorded_test.go. In answers
a token is written as <header payload>, with exp, iat and jti blanked.
"""

import base64
import hashlib
import hmac
import http.client
import json
import pathlib
import re
import threading
import time

import django
from django.conf import settings

SECRET = "0123456789abcdef0123456789abcdef0123456789"
HERE = pathlib.Path(__file__).parent

settings.configure(
    SECRET_KEY=SECRET,
    ALLOWED_HOSTS=["*"],
    INSTALLED_APPS=["django.contrib.auth", "django.contrib.contenttypes", "rest_framework"],
    ROOT_URLCONF=__name__,
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": "file:rec?mode=memory&cache=shared"}},
    REST_FRAMEWORK={
        "DEFAULT_AUTHENTICATION_CLASSES": ["rest_framework_simplejwt.authentication.JWTAuthentication"],
        "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    },
)
django.setup()

from django.contrib.auth.models import User
from django.core.management import call_command
from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler
from django.core.wsgi import get_wsgi_application
from django.urls import path
from rest_framework.permissions import IsAuthenticated
from rest_framework.response import Response
from rest_framework.views import APIView
from rest_framework_simplejwt import views


class HelloView(APIView):
    permission_classes = (IsAuthenticated,)

    def get(self, request):
        return Response({"message": "Hello, World!"})


urlpatterns = [
    path("api/token/", views.TokenObtainPairView.as_view()),
    path("api/token/refresh/", views.TokenRefreshView.as_view()),
    path("hello/", HelloView.as_view()),
]


def b64(b):
    return base64.urlsafe_b64encode(b).rstrip(b"=")


def sign(payload, header=None, digest=hashlib.sha256):
    header = header or {"alg": "HS256", "typ": "JWT"}
    text = b64(json.dumps(header).encode()) + b"." + b64(json.dumps(payload).encode())
    return (text + b"." + b64(hmac.new(SECRET.encode(), text, digest).digest())).decode()


def tokens():
    now = int(time.time())

    def mint(kind, header=None, drop=None, **claims):
        life = 86400 if kind == "refresh" else 300
        payload = {"token_type": kind, "exp": now + life, "iat": now, "jti": "a", "user_id": "1", **claims}
        payload.pop(drop, None)
        return sign(payload, header)

    both = {
        "": {}, "inactive": {"user_id": "2"}, "deleted": {"user_id": "99"}, "expired": {"exp": now - 1},
        "no_type": {"drop": "token_type"}, "no_id": {"drop": "jti"}, "no_exp": {"drop": "exp"},
        "no_user": {"drop": "user_id"}, "int_user": {"user_id": 1}, "exp_text": {"exp": "soon"},
        "iat_future": {"iat": now + 3600}, "nbf_future": {"nbf": now + 3600}, "jti_number": {"jti": 5},
        "type_sliding": {"token_type": "sliding"}, "custom": {"name": "D\u00e9mo", "roles": ["a", "b"]},
        "crit": {"header": {"alg": "HS256", "typ": "JWT", "crit": ["x"], "x": 1}},
    }
    made = {name or "refresh": mint("refresh", **how) for name, how in both.items()}
    made |= {(name + "_access").lstrip("_"): mint("access", **how) for name, how in both.items()}
    made["alg_none"] = (b64(b'{"alg":"none","typ":"JWT"}') + b"." + made["refresh"].split(".")[1].encode() + b".").decode()
    made["hs512"] = sign({"token_type": "refresh"}, {"alg": "HS512", "typ": "JWT"}, hashlib.sha512)
    return made


def plain(match):
    header, payload, _ = match.group(0).split(".")
    text = " ".join(base64.urlsafe_b64decode(p + "==").decode() for p in (header, payload))
    return "<" + re.sub(r'("exp"|"iat"):\d+', r"\1:0", re.sub(r'"jti":"\w+"', '"jti":""', text)) + ">"


def ask(port, case, made):
    def fill(text):
        for name, token in made.items():
            text = text.replace("{%s}" % name, token)
        return text

    body = None
    if "body_hex" in case:
        body = bytes.fromhex(case["body_hex"])
    elif "body" in case:
        body = fill(case["body"]).encode()
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    connection.putrequest(case["method"], case["path"])
    for name, value in case.get("headers", {}).items():
        connection.putheader(name, fill(value).encode("latin1"))
    if body is not None or case["method"] in ("POST", "PUT", "PATCH"):
        connection.putheader("Content-Length", str(len(body or b"")))
    connection.endheaders(body)
    answer = connection.getresponse()
    text = answer.read().decode()
    case["status"] = answer.status
    case["answer_headers"] = {
        name: answer.headers[name] for name in ("Allow", "Content-Type", "WWW-Authenticate") if name in answer.headers
    }
    case["answer"] = re.sub(r"eyJ[\w-]+\.eyJ[\w-]+\.[\w-]+", plain, text)
    connection.close()


def main():
    call_command("migrate", verbosity=0)
    User.objects.create_user("demo", password="tally-demo")
    User.objects.create_user("gone", password="gone-pass", is_active=False)
    server = ThreadedWSGIServer(("127.0.0.1", 0), WSGIRequestHandler)
    server.set_app(get_wsgi_application())
    threading.Thread(target=server.serve_forever, daemon=True).start()
    file = HERE / "recorded.jsonl"
    cases = [json.loads(line) for line in file.read_text().splitlines()]
    for case in cases:
        ask(server.server_port, case, tokens())
    file.write_text("".join(json.dumps(case) + "\n" for case in cases))


main()
