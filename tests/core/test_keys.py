"""Keys that come from outside are nobody's who could be known before."""

from uuid import NAMESPACE_DNS, uuid4, uuid5

import pytest
from django import forms

from klinik.core.forms import RequestIdField
from klinik.core.keys import DerivedKey, from_outside

DERIVED = uuid5(NAMESPACE_DNS, "2026/1")


class OneForm(forms.Form):
    request_id = RequestIdField()


def test_a_derived_key_is_not_taken_from_outside() -> None:
    key = uuid4()
    assert from_outside(key) == key
    with pytest.raises(DerivedKey):
        from_outside(DERIVED)


def test_no_form_takes_it() -> None:
    form = OneForm({"request_id": str(DERIVED)})
    assert not form.is_valid()
    assert form.errors["request_id"].as_data()[0].code == "key_derived"
    assert OneForm({"request_id": str(uuid4())}).is_valid()
    assert OneForm({"request_id": ""}).errors["request_id"].as_data()[0].code == "required"
