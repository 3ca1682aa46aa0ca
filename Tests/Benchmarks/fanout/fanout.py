"""Creates n predictions at once and awaits them all, with the official client (`replicate`, async)."""
import asyncio
import sys

import replicate


async def main(count, limit):
    gate = asyncio.Semaphore(limit)

    async def one():
        async with gate:
            prediction = await replicate.models.predictions.async_create("rep/slow", input={"seconds": 1})
            while prediction.status not in ("succeeded", "failed", "canceled"):
                await asyncio.sleep(0.5)
                prediction = await replicate.predictions.async_get(prediction.id)
            return prediction.status

    statuses = await asyncio.gather(*(one() for _ in range(count)))
    assert statuses == ["succeeded"] * count, statuses


asyncio.run(main(int(sys.argv[1]), 100))
