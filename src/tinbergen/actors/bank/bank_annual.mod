// A bank on the economy, by the year: loans that go bad, what is earned, capital.
//
// Loans that go bad follow growth and the change of unemployment, as a panel of countries has it.
// Stylised: the bank's bad loans are the country's, its loans are as large as its risk-weighted
// assets, what is earned before losses stays what it was, a loss is taxed as a gain is.
var NPL LOSS RETURN INCOME PAID TIER1 RWA CAPITAL EARNED DISTRIBUTED;
varexo growth unemployment PAYOUT LENDING;
parameters c rho b_growth b_jobs lgd charge tax earns weight;
rho = .8; b_growth = -.03; b_jobs = .06; c = 0;
lgd = .32; charge = .24; tax = .3; earns = 1; weight = 2;

model;
// Nonperforming loans, percent of loans.
[name='bad loans']
log(NPL) = c + rho*log(NPL(-1)) + b_growth*growth + b_jobs*(unemployment - unemployment(-1));
// Losses on loans, percent of risk-weighted assets a year: default times the loss given default, and
// losses on what was bad before.
[name='losses'] LOSS = lgd*(NPL - NPL(-1)) + charge*NPL(-1);
// The return on assets before tax, percent a year; weight is assets in risk-weighted assets.
[name='return'] RETURN = earns - LOSS/weight;
[name='risk-weighted assets'] RWA = RWA(-1)*(1 + LENDING/100);
[name='income'] INCOME = (1 - tax)*weight*RWA(-1)*RETURN/100;
[name='payouts'] PAID = PAYOUT/100*TIER1(-1);
[name='capital'] TIER1 = TIER1(-1) + INCOME - PAID;
[name='ratio'] CAPITAL = 100*TIER1/RWA;
[name='return on capital'] EARNED = 100*INCOME/TIER1(-1);
[name='payout rate'] DISTRIBUTED = 100*PAID/TIER1(-1);
end;
