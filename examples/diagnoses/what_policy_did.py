"""What governments did: California's tobacco programme, and American spending since 1889.

Needs ``checks/smoking_prop99.csv`` (Abadie, Diamond and Hainmueller) and
``track/ramey_zubairy_2018_q.csv`` (Ramey and Zubairy) in ``data`` of the folder named by
TINBERGEN_SHARED. Usage: python examples/diagnoses/what_policy_did.py [FOLDER]
"""

import pandas as pd
from pages import DATA, diagnosis, plain, write

import tinbergen as tb
from tinbergen.core.text import Text
from tinbergen.report.blocks import Column, Estimate, Table

PACKS = Text("packs of cigarettes a head a year", "包/人/年")


def main() -> None:
    smoking = DATA / "checks" / "smoking_prop99.csv"
    panel = {"unit": "state", "time": "year", "treated": "California", "start": 1989}
    synthetic = tb.synthetic_control(smoking, "cigsale", **panel)
    differences = tb.synthetic_did(smoking, "cigsale", **panel)
    own = differences.headline()
    d = pd.read_csv(DATA / "track" / "ramey_zubairy_2018_q.csv")
    shares = pd.DataFrame({
        "output": d["rgdp"] / d["rgdp_pott6"],
        "spending": d["ngov"] / d["pgdp"] / d["rgdp_pott6"],
        "news": d["news"] / (d["rgdp_pott6"] * d["pgdp"]).shift(),
    })  # fmt: skip
    spent = tb.cumulative_multipliers(
        shares, "output", "spending", 15, instruments=["news"],
        lagged=["news", "output", "spending"],
    )  # fmt: skip
    weights = sorted(synthetic.mixture().items(), key=lambda w: -w[1])
    write(
        "what_policy_did",
        Text("What did the policy do?", "政策起了什么作用？"),
        Text("Proposition 99 and the multiplier", "第99号提案与财政乘数"),
        diagnosis(
            [
                Estimate(
                    Text("Proposition 99, synthetic control", "第99号提案，合成控制"),
                    synthetic.headline().value, unit=PACKS,
                    method=Text(
                        f"placebo over all states: p = {synthetic.p_value:.3f}, a rank and no "
                        "sampling error",
                        f"对各州的安慰剂检验：p = {synthetic.p_value:.3f}，为秩而非抽样误差",
                    ),
                    signed=True,
                ),
                Estimate(
                    Text("The same, synthetic differences", "同上，合成双重差分"),
                    own.value, own.lower, own.upper, PACKS,
                    Text(
                        "the interval is the spread of placebos and takes California for as noisy "
                        "as others",
                        "区间为安慰剂的离散，视加州噪声与他州相同",
                    ),
                    level=own.level, signed=True,
                ),
                Estimate(
                    Text("A dollar of spending, four years on", "每 1 美元支出，四年累计"),
                    float(spent.estimate[15]), float(spent.lower[15]), float(spent.upper[15]),
                    Text("dollars of output", "美元产出"),
                    Text(
                        "local projections, news of military spending as instrument, 1889 to 2015; "
                        f"effective F {spent.effective_f[15]:.0f} against "
                        f"{spent.critical_f[15]:.0f} from which on the band can be trusted",
                        "局部投影，以军费消息为工具变量，1889—2015年；有效 F 为 "
                        f"{spent.effective_f[15]:.0f}，区间可信所需为 {spent.critical_f[15]:.0f}",
                    ),
                    decimals=2,
                ),
            ],
            Table(
                Text("What California is compared with", "加州的比较对象"),
                (Column(Text("State", "州"), align="text"),
                 Column(Text("Weight", "权重"), decimals=3)),
                [[plain(name), weight] for name, weight in weights if weight > 0.001],
                source=plain("Abadie, Diamond, Hainmueller (2010)"),
            ),
            spent.plot(),
        ),
    )  # fmt: skip


if __name__ == "__main__":
    main()
