"""A small model in the form of FRB/US."""

from collections.abc import Callable
from pathlib import Path

import pytest

MODEL = """<?xml version="1.0" encoding="UTF-8"?>
<model>
  <name>small</name>
  <variable>
    <name>c</name>
    <equation_type>Behavioral</equation_type>
    <sector>Household Expenditures</sector>
    <definition>Consumption, the consumer's share</definition>
    <standard_equation>
      <eviews_equation>dlog(c) - c_aerr =
          y_c(1) + y_c(2)*d(log(y), 0, 1)
          + (1-y_c(2))*dlog(c(-1)) - .01*zy </eviews_equation>
      <python_equation>(log(c) - log(c(-1))) - c_aerr =
          y_c_1 + y_c_2*(log(y) - log(y(-1)))
          + (1-y_c_2)*(log(c(-1)) - log(c(-2))) - .01*zy </python_equation>
      <coeff><cf_name>y_c(1)</cf_name><cf_value>0.002</cf_value></coeff>
      <coeff><cf_name>y_c(2)</cf_name><cf_value>.6</cf_value><t_stat>3.1</t_stat></coeff>
      <coeff><cf_name>y_c(3)</cf_name><cf_value>9</cf_value></coeff>
    </standard_equation>
    <stochastic_type>IS</stochastic_type>
  </variable>
  <variable>
    <name>Y</name>
    <equation_type>Identity</equation_type>
    <standard_equation>
      <eviews_equation>y - y_aerr = c + g + @recode((r)&gt;(rmin), r, rmin)</eviews_equation>
    </standard_equation>
    <stochastic_type>NO</stochastic_type>
  </variable>
  <variable>
    <name>zy</name>
    <equation_type>Identity</equation_type>
    <definition>Expected growth</definition>
    <standard_equation>
      <eviews_equation>zy - zy_aerr = y_zy(1)*d(y(-1))/y(-1)</eviews_equation>
      <coeff><cf_name>y_zy(1)</cf_name><cf_value>0.5</cf_value></coeff>
    </standard_equation>
    <mce_equation>
      <mce_group>mcap</mce_group>
      <eviews_equation>zy - zy_aerr = y_zy(1)*zy(1) + y_zy(2)*dlog(y(+1))</eviews_equation>
      <coeff><cf_name>y_zy(1)</cf_name><cf_value>0.9</cf_value></coeff>
      <coeff><cf_name>y_zy(2)</cf_name><cf_value>0.1</cf_value></coeff>
    </mce_equation>
  </variable>
  <variable>
    <name>g</name>
    <equation_type>Exogenous</equation_type>
    <definition>Government purchases</definition>
  </variable>
  <variable>
    <name>r</name>
    <equation_type>Exogenous</equation_type>
  </variable>
  <variable>
    <name>rmin</name>
    <equation_type>Exogenous</equation_type>
  </variable>
  <variable>
    <name>unused</name>
    <equation_type>Exogenous</equation_type>
  </variable>
</model>
"""


@pytest.fixture
def write(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str | bytes], Path]:
    """Write ``model.xml`` into an empty folder that becomes the current one."""
    monkeypatch.chdir(tmp_path)

    def writer(content: str | bytes = MODEL) -> Path:
        path = Path("model.xml")
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return writer


@pytest.fixture
def changed(write) -> Callable[[str, str], Path]:
    """The small model with one part replaced, which must be there."""

    def writer(old: str, new: str) -> Path:
        assert MODEL.count(old) == 1
        return write(MODEL.replace(old, new))

    return writer
