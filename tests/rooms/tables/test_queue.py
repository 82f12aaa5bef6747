"""What is made ahead waits behind what somebody waits for: the queue must know priorities."""

from huey.contrib.djhuey import HUEY


def test_the_queue_of_every_store_knows_priorities() -> None:
    storage = HUEY.storage_class
    assert storage.priority, storage
