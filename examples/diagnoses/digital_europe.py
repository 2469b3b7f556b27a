"""Digital Europe: ranks of the index of 2022 over all ways to make it, and how the internet spread.

Needs ``digital/`` (European Commission, DESI 2022) and ``world_annual_long.parquet`` (Gapminder) in
``data`` of the folder named by TINBERGEN_SHARED, and pyarrow. Usage:

    python examples/diagnoses/digital_europe.py [FOLDER]
"""

import numpy as np
import pandas as pd
from pages import DATA, diagnosis, plain, write

import tinbergen as tb
from tinbergen.charts.chart import Chart
from tinbergen.charts.layers import Line, Points
from tinbergen.core.text import Text
from tinbergen.domains.digital.methods.choices import CHOICES, rank_uncertainty
from tinbergen.report.blocks import Column, Estimate, Table

SOURCE = Text(
    "European Commission, Digital Economy and Society Index 2022",
    "欧盟委员会《数字经济与社会指数2022》",
)
WHO = "DEU"
CHOSEN = dict(zip(CHOICES, ("插补", "标度", "权重", "均值", "剔除的指标"), strict=True))


def main() -> None:
    folder = DATA / "digital"
    told = pd.read_csv(folder / "desi_2022_minmax_weights.csv")
    values = pd.read_csv(folder / "desi_2022_indicators.csv")
    values = values[(values["year"] == 2022) & (values["country"] != "EU")].set_index("country")
    told = told[told["code"].isin(values.columns)]
    known = [c for c in told["code"] if values[c].notna().sum() > len(values) / 2]
    kept = told.set_index("code").loc[known]
    given = kept["weight"].to_numpy(float)
    found = rank_uncertainty(
        values.index, values[known].to_numpy(float), "DE",
        kept[["min", "max"]].to_numpy(float).T, given / given.sum(),
    )  # fmt: skip
    bounds = {name: found.interval(name) for name in values.index}
    middle, low, high = bounds["DE"]
    apart = max(b[2] - b[1] for b in bounds.values())
    first = np.asarray(found.indices.total)
    most = CHOICES[int(first.argmax())]
    long = pd.read_parquet(DATA / "world_annual_long.parquet")
    online = long[(long["indicator"] == "internet_users") & (long["geo"] == WHO)]
    online = online.set_index("year")["value"].loc[1990:2022]
    curve = tb.fit_diffusion(online.to_numpy(float), "gompertz", autocorrelated=True)
    last = float(online.iloc[-1])
    verdict = (
        f"The last year's {last:.0f} lies above: the curve is falsified",
        f"末年为 {last:.0f}，高于该区间：曲线被证伪",
    ) if last > curve.ceiling[1] else (
        f"The last year's {last:.0f} does not contradict it", f"末年为 {last:.0f}，与之不矛盾"
    )  # fmt: skip
    years = tb.Period.parse("1990").to(tb.Period.parse(str(online.index[-1])))
    write(
        "digital_europe",
        Text("How sure is a rank?", "排名有多可靠？"),
        Text("27 countries and their index of 2022", "27 国及其2022年指数"),
        diagnosis(
            [
                Estimate(
                    Text("Germany's rank", "德国的排名"), middle, low, high,
                    Text("of 27", "（共 27）"),
                    Text(
                        "median and 90 percent of all choices of imputation, scale, weights, mean "
                        f"and an indicator left out; {most} matters most. The widest interval of a "
                        f"country is {apart:.0f} ranks",
                        "插补、标度、权重、均值与剔除一项指标的全部选择的中位数与 90%；"
                        f"影响最大者为{CHOSEN[most]}。最宽的区间为 {apart:.0f} 位",
                    ),
                    decimals=0,
                ),
                Estimate(
                    Text("Ceiling of internet use in Germany", "德国互联网普及的上限"),
                    float(curve.parameters[0]), *curve.ceiling,
                    Text("percent of people", "占人口百分比"),
                    Text(
                        "Gompertz's curve, 1990 to 2022; profile likelihood allowing for errors "
                        f"that follow each other. {verdict[0]}",
                        "Gompertz 曲线，1990—2022年；剖面似然，允许误差自相关。" + verdict[1],
                    ),
                ),
            ],
            Table(
                Text("Ranks over all choices", "各种选择下的排名"),
                (Column(Text("Country", "国家"), align="text"),
                 *(Column(t, decimals=0) for t in (Text("median", "中位数"), Text("5 %", "5%"),
                                                   Text("95 %", "95%")))),
                [[plain(n), *bounds[n]] for n in sorted(bounds, key=lambda n: bounds[n])],
                source=SOURCE,
            ),
            Chart(
                Text("Internet users in Germany", "德国互联网用户"), years,
                [Points(Text("observed", "观测值"), online.to_numpy()),
                 Line(Text("fitted", "拟合"), curve.fitted)],
                unit=Text("percent of people", "占人口百分比"), source=plain("Gapminder"),
            ),
        ),
    )  # fmt: skip


if __name__ == "__main__":
    main()
