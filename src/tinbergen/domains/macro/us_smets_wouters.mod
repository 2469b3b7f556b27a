// The model of Smets and Wouters (2007) in the indicators of the United States' cases: at annual
// rates, output not a head but in all, consumer prices for the deflator of GDP. Purchases are
// spending like the model's own (net exports and government), paid for by taxes that distort
// nothing: households know it, and when those are raised makes no difference. There are no other
// taxes, no transfers, no deficit that matters, and no unemployment.
varexo PURCHASES (long_name='Government purchases | 政府购买');
@#define SPENT = "+ PURCHASES"
@#include "smets_wouters.mod"

var GROWTH (long_name='GDP growth, annualised | GDP增长率（年化）')
    INFL   (long_name='Inflation, annualised | 通货膨胀率（年化）')
    INFL4  (long_name='Inflation over four quarters | 同比通胀')
    RATE   (long_name='Policy rate | 政策利率')
    GAP    (long_name='Output gap | 产出缺口');
parameters people prices;
// Means of 1966Q1-2004Q4 (prices from 1968): GDP grew by 3.13 percent a year, 1.40 more than the
// model's output a head; consumer prices rose by .63 percent a year more than the deflator.
people = 1.40; prices = .63;

model(linear);
[name='growth'] GROWTH = 4*dy + people;
[name='inflation'] INFL = 4*pinfobs + prices;
[name='year'] INFL4 = (INFL + INFL(-1) + INFL(-2) + INFL(-3))/4;
[name='rate'] RATE = 4*r + 400*(pi_bar*gamma^csigma/beta - 1);
[name='gap'] GAP = y - yf;
end;
