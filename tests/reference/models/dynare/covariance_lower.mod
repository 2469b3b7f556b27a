// Sigma_e: the lower half.
var y k;
varexo e u w;
parameters a;
a = 0.9;
model;
y = a*y(-1) + e + 0.1*w;
k = 0.5*k(-1) + u;
end;
Sigma_e = [1;
           0.02, (2*a);
           0.1 -0.3 0.5];
stoch_simul(order=1, irf=0, noprint, nograph);
