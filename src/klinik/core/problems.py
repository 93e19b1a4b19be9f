"""A refusal to a program, as problem details (RFC 9457)."""

from http import HTTPStatus

from django.http import JsonResponse

PROBLEM = "application/problem+json"


def problem(status: int, code: str, message: str) -> JsonResponse:
    """`code` is for programs, `message` for people; both stand in every refusal of the API."""
    return JsonResponse(
        {
            "type": "about:blank",
            "title": HTTPStatus(status).phrase,
            "status": status,
            "detail": message,
            "code": code,
            "message": message,
        },
        status=status,
        content_type=PROBLEM,
    )
