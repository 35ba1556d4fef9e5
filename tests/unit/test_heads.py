"""The heads in numpy: agencies and services that a catalogue adds, takes away or describes anew."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from models.heads import COMPARISONS, Array, Comparison, Heads, softmax_within

RNG = np.random.default_rng(5)


def array(*shape: int) -> Array:
    return np.asarray(RNG.normal(size=shape), dtype=np.float32)


def comparison(count: int, projected: int = 4, width: int = 6) -> Comparison:
    return Comparison(
        project_weight=array(projected, width), project_bias=array(projected), descriptions=array(count, projected),
        correction=array(count, projected), bias=array(count), scale=array(),
    )  # fmt: skip


@pytest.mark.parametrize("owners", [("a", "a", "b", "b", "b"), ("a", "b", "a", "b", "a")])
def test_services_sum_to_one_within_each_agency(owners: Sequence[str]) -> None:
    found = softmax_within(array(3, 5), owners)
    for owner in "ab":
        columns = [at for at, one in enumerate(owners) if one == owner]
        np.testing.assert_allclose(found[:, columns].sum(axis=1), 1, atol=1e-5)


def test_no_services_at_all() -> None:
    assert softmax_within(np.zeros((3, 0), np.float32), ()).shape == (3, 0)


def test_heads_are_read_as_written(tmp_path: Path) -> None:
    heads = Heads(
        labels_weight=array(5, 6), labels_bias=array(5), none_weight=array(1, 6), none_bias=array(1), mention=array(),
        agency=comparison(3), service=comparison(7),
    )  # fmt: skip
    heads.write(tmp_path / "heads.npz")
    again = Heads.read(tmp_path / "heads.npz")
    pooled = array(2, 6)
    np.testing.assert_array_equal(again.labels_weight, heads.labels_weight)
    for name in COMPARISONS:
        np.testing.assert_array_equal(getattr(again, name).scores(pooled), getattr(heads, name).scores(pooled))
