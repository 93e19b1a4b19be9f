"""Ask PostgreSQL, as the person who wants to listen, which number a room's log has reached."""

from psycopg_pool import AsyncConnectionPool

AT_ONCE = 4
PATIENCE_SECONDS = 10.0
LAST = """
SELECT coalesce(max(e.number), 0)
  FROM panels_session s LEFT JOIN panels_roomevent e ON e.session_id = s.id
 WHERE s.slug = %s AND s.announced_at IS NOT NULL
   AND EXISTS (SELECT FROM people_user p
     WHERE p.id = current_setting('klinik.reader')::bigint AND p.is_active)
   AND (reader_is_in_network() OR reader_on_panel(s.id))
 GROUP BY s.id
"""


class Log:
    """A few connections for all who come, behind the same walls as the pages."""

    def __init__(self, address: str) -> None:
        self.pool = AsyncConnectionPool(
            address,
            min_size=1,
            max_size=AT_ONCE,
            open=False,
            timeout=PATIENCE_SECONDS,
            kwargs={"autocommit": True, "connect_timeout": 10},
        )

    async def last(self, slug: str, *, reader: int) -> int | None:
        """The number of the last event; None where this reader may not go into its room.

        Raises psycopg.OperationalError while the database does not answer.
        """
        async with self.pool.connection() as connection, connection.transaction():
            await connection.execute("SELECT set_config('klinik.reader', %s, true)", [str(reader)])
            found = await (await connection.execute(LAST, [slug])).fetchone()
        return found[0] if found else None
