"""One LISTEN for all who listen: told in order, nothing missed, nobody waited for."""

import asyncio
import json

import psycopg
import pytest

from klinik.core import env
from klinik.web.live.hub import MOST_UNREAD, SPREAD_MS, Hub, News


def said(slug: str, number: int) -> str:
    return json.dumps({"slug": slug, "number": number, "kind": "asked"})


def test_everybody_in_the_room_hears_and_nobody_else() -> None:
    hub = Hub("")
    with hub.listening("a") as one, hub.listening("a") as two, hub.listening("b") as other:
        hub.tell(said("a", 1))
        hub.tell(said("nobody", 1))

        assert one.get_nowait() == two.get_nowait() == News(1, "asked", 2 * SPREAD_MS)
        assert other.empty()
    assert hub.listeners == {}


def test_who_is_too_slow_is_let_go() -> None:
    hub = Hub("")
    with hub.listening("a") as queue:
        for number in range(MOST_UNREAD + 1):
            hub.tell(said("a", number))

        heard = [queue.get_nowait() for _ in range(queue.qsize())]
    assert [news.number for news in heard if news] == list(range(MOST_UNREAD))
    assert heard[-1] is None


def test_as_it_goes_over_the_line() -> None:
    assert News(7, "asked", 30).line == (
        b'id: 7\ndata: {"number": 7, "kind": "asked", "spread": 30}\n\n'
    )


@pytest.mark.parametrize("breaks", [False, True])
def test_it_hears_from_postgresql_and_again_after_the_line_broke(breaks: bool) -> None:
    address = env.text("DATABASE_URL", "")

    async def go() -> list[News | None]:
        hub = Hub(address)
        hearing = asyncio.create_task(hub.run())
        await asyncio.wait_for(hub.is_hearing.wait(), 10)
        heard = []
        with hub.listening("a") as queue:
            async with await psycopg.AsyncConnection.connect(address, autocommit=True) as other:
                if breaks:
                    await other.execute(
                        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                        " WHERE query = 'LISTEN klinik_room' AND usename = current_user"
                    )
                    heard.append(await asyncio.wait_for(queue.get(), 10))
                    await asyncio.wait_for(hub.is_hearing.wait(), 10)
                for number in (1, 2):
                    await other.execute("SELECT pg_notify('klinik_room', %s)", [said("a", number)])
                heard += [await asyncio.wait_for(queue.get(), 10) for _ in (1, 2)]
        hearing.cancel()
        return heard

    told: list[News | None] = [News(1, "asked", SPREAD_MS), News(2, "asked", SPREAD_MS)]
    assert asyncio.run(go()) == [None] * breaks + told
