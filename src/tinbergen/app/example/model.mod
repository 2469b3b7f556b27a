// A growth model with productivity shocks (Brock and Mirman 1972, with depreciation), quarterly.
var c  (long_name='Consumption | 消费')
    k  (long_name='Capital at the end of the quarter | 季末资本')
    y  (long_name='Output | 产出')
    a  (long_name='Productivity, logarithm | 生产率（对数）');
varexo e (long_name='Productivity shock | 生产率冲击');
parameters alpha beta delta rho;

alpha = 0.33; beta = 0.99; delta = 0.025; rho = 0.95;

model;
[name='Euler equation']
1/c = beta/c(+1)*(alpha*exp(a(+1))*k^(alpha - 1) + 1 - delta);
[name='production']
y = exp(a)*k(-1)^alpha;
[name='resources']
c + k = y + (1 - delta)*k(-1);
[name='productivity']
a = rho*a(-1) + e;
end;

steady_state_model;
a = 0;
k = ((1/beta - 1 + delta)/alpha)^(1/(alpha - 1));
y = k^alpha;
c = y - delta*k;
end;

shocks;
var e; stderr 0.007;
end;

steady;
check;
stoch_simul(order=1, irf=20) c k y a;
