// Settings that change the answer, said by lines for MATLAB; endval that builds on the rest.
var y p s;
varexo e u;
parameters a b;
a = 0.9; b = 0.4;
options_.qz_criterium = 1.2;
options_.order = 1;
options_.irf = 12;
model;
y = a*y(-1) + e;
p = b*p(+1) + y + s;
s = 1.05*s(-1) + u;
end;
M_.Sigma_e = [0.04 0.01; 0.01 0.09];
steady;
check;
stoch_simul(nograph, noprint, nomoments);
