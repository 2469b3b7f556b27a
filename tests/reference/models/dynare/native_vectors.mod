// Numbers that lines for MATLAB make: vectors, loops, choices, places in lists, a matrix.
var c k z;
varexo x e;
parameters alpha beta delta rho gamma;
grid = [0.3, 0.33; 0.36 0.4];
alpha = grid(2, 1);
beta = 0.99;
weights = linspace(0, 1, 5)';
middle = mean(weights(2:4));
delta = middle/20;
rho = 0.5;
gamma = 1;
for j = 1:4
  if mod(j, 2) == 0, continue; end
  total(j) = j^2; % squares of odd numbers
end
set_param_value('rho', sum(total)/20);
params.gamma = 2*max([0.25 1 0.5]);
risk = params.gamma;
gamma = risk;
steps = cumprod(1.01*ones(4, 1)); switches = [1 0 ...  two of them
  1];
model;
c + k = z*k(-1)^alpha + (1 - delta)*k(-1);
c^(-gamma) = beta*c(+1)^(-gamma)*(alpha*z(+1)*k^(alpha - 1) + 1 - delta);
log(z) = rho*log(z(-1)) + log(x) + e;
end;
initval;
x = 1;
z = 1;
k = (alpha/(1/beta - 1 + delta))^(1/(1 - alpha));
c = k^alpha - delta*k;
end;
steady;
late = 0.5*steps(2:3) + 0.5;
if switches(2), b = 1; else, b = 2; end
shocks;
var x;
periods 1:4 5 6:7;
values (steps) (1 + b/100) (late);
end;
options_.dynatol.f = 1e-11;
perfect_foresight_setup(periods=60);
perfect_foresight_solver;
