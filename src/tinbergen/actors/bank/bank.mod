// Banks on the economy: loans that go bad, what is earned, capital.
//
// BANKS is the list of their labels (the calibration "bank panel" gives it). Loans that go bad follow
// growth, unemployment and the mortgage rate; what is earned before losses on loans follows growth;
// losses are default times the loss given default times exposure. All three come from two regressions
// on the panel. Stylised: losses are told by noncurrent loans, shares of loans and of assets in
// risk-weighted assets stay as they are, a loss is taxed as a gain is, nothing else reaches capital.
//
// GROUPS are what names of payouts end with, one path a group of banks; member is 1 where a bank is of a
// group. Without groups all pay out alike.
@#ifndef GROUPS
@#define GROUPS = [""]
@#endif
var MORTGAGE CAPITAL NPL RETURN INCOME PAID TIER1 RWA EARNED DISTRIBUTED COMMON_NPL COMMON_RETURN;
varexo growth unemployment rate LENDING;
@#for g in GROUPS
varexo PAYOUT@{g};
@#if g != ""
var RATIO@{g} DISTRIBUTED@{g};
@#endif
@#endfor
parameters m0 m1 m2 rho b_growth b_unemployment b_mortgage g_growth lgd charge tax;
tax = 0.21;
@#for b in BANKS
var NPL_@{b} LOSS_@{b} RETURN_@{b} RWA_@{b} TIER1_@{b} CAPITAL_@{b};
parameters c_@{b} a_@{b} share_@{b} weight_@{b};
@#for g in GROUPS
parameters member@{g}_@{b};
@#endfor
@#endfor

model;
// The thirty-year mortgage rate, percent: the satellite's own, by the policy rate.
[name='mortgage rate', estimate='ols'] MORTGAGE = m0 + m1*MORTGAGE(-1) + m2*rate;
// What strikes all banks of a quarter alike; it is foreseen to be nothing.
[name='common bad loans'] COMMON_NPL = 0;
[name='common return'] COMMON_RETURN = 0;
@#for b in BANKS
// Noncurrent loans, percent of loans.
[name='bad loans @{b}']
NPL_@{b} = c_@{b} + rho*NPL_@{b}(-1) + b_growth*growth(-2) + b_unemployment*unemployment
  + b_mortgage*MORTGAGE(-1) + COMMON_NPL;
// Losses on loans, percent of assets a year: default, what is added to noncurrent loans or replaced of
// them, times the loss given default, times loans in assets.
[name='losses @{b}']
LOSS_@{b} = share_@{b}*(4*lgd*(NPL_@{b} - NPL_@{b}(-1)) + charge*NPL_@{b}(-1));
// The return on assets before tax, percent a year: what is earned before losses less losses.
[name='return @{b}'] RETURN_@{b} = a_@{b} + g_growth*growth - LOSS_@{b} + COMMON_RETURN;
[name='risk-weighted assets @{b}'] RWA_@{b} = RWA_@{b}(-1)*(1 + LENDING/400);
// Tier 1 capital, billions of dollars: retained after tax and payouts.
[name='capital @{b}']
TIER1_@{b} = TIER1_@{b}(-1)*(1 - (0
@#for g in GROUPS
  + member@{g}_@{b}*PAYOUT@{g}
@#endfor
)/400) + (1 - tax)*weight_@{b}*RWA_@{b}(-1)*RETURN_@{b}/400;
[name='ratio @{b}'] CAPITAL_@{b} = 100*TIER1_@{b}/RWA_@{b};
@#endfor
[name='capital of all'] TIER1 = 0
@#for b in BANKS
  + TIER1_@{b}
@#endfor
;
[name='risk-weighted assets of all'] RWA = 0
@#for b in BANKS
  + RWA_@{b}
@#endfor
;
[name='ratio of all'] CAPITAL = 100*TIER1/RWA;
// Of loans of all banks, percent.
[name='bad loans of all'] NPL = (0
@#for b in BANKS
  + share_@{b}*weight_@{b}*RWA_@{b}*NPL_@{b}
@#endfor
)/(0
@#for b in BANKS
  + share_@{b}*weight_@{b}*RWA_@{b}
@#endfor
);
// Net income after tax, billions of dollars a quarter.
[name='income of all'] INCOME = (1 - tax)/400*(0
@#for b in BANKS
  + weight_@{b}*RWA_@{b}(-1)*RETURN_@{b}
@#endfor
);
[name='payouts of all'] PAID = (0
@#for b in BANKS
@#for g in GROUPS
  + member@{g}_@{b}*PAYOUT@{g}*TIER1_@{b}(-1)
@#endfor
@#endfor
)/400;
@#for g in GROUPS
@#if g != ""
[name='ratio@{g}'] RATIO@{g} = 100*(0
@#for b in BANKS
  + member@{g}_@{b}*TIER1_@{b}
@#endfor
)/(0
@#for b in BANKS
  + member@{g}_@{b}*RWA_@{b}
@#endfor
);
[name='payouts@{g}'] DISTRIBUTED@{g} = PAYOUT@{g};
@#endif
@#endfor
// After tax, percent of Tier 1 capital a year.
[name='return on capital'] EARNED = 400*INCOME/TIER1(-1);
// What is paid out in the same measure.
[name='payout rate'] DISTRIBUTED = 400*PAID/TIER1(-1);
[name='return of all'] RETURN = 400*INCOME/((1 - tax)*(0
@#for b in BANKS
  + weight_@{b}*RWA_@{b}(-1)
@#endfor
));
end;
