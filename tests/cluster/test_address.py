"""Where a cluster is looked for."""

from __future__ import annotations

import socket

import pytest

from pipeline.errors import ClusterFault

pytest.importorskip("ray")

from pipeline.cluster.on_ray import ClusterOptions, _refuse_silent


def test_an_address_at_which_nothing_listens_is_refused_at_once() -> None:
    with socket.socket() as bound:  # never listens, and keeps the port from others
        bound.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{bound.getsockname()[1]}"
        with pytest.raises(ClusterFault, match=rf"--address {address}: no Ray cluster answers .*; start one"):
            _refuse_silent(ClusterOptions(address=address))


@pytest.mark.parametrize("address", ["", "auto", "local"])
def test_an_address_without_a_port_is_left_to_ray(address: str) -> None:
    _refuse_silent(ClusterOptions(address=address))


def test_an_address_that_takes_connections_is_tried() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        _refuse_silent(ClusterOptions(address=f"127.0.0.1:{server.getsockname()[1]}"))
