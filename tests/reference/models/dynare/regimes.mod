// Irreversible investment and a limit on borrowing: equations that hold in one regime each
var a c iv k lam ivhat b mu;
varexo epsi;
parameters ALPHA DELTA BETA GAMMA RHO PHI M;
ALPHA = 0.33; DELTA = 0.1; BETA = 0.96; GAMMA = 2; RHO = 0.9; PHI = 0.975; M = 0.5;
model;
c^(-GAMMA) - lam = BETA*(c(+1)^(-GAMMA)*(1-DELTA+ALPHA*a(+1)*k^(ALPHA-1)) - (1-DELTA)*lam(+1));
c + iv = a*k(-1)^ALPHA;
k = (1-DELTA)*k(-1) + iv;
log(a) = RHO*log(a(-1)) + epsi;
ivhat = 100*(iv/steady_state(iv) - 1);
b = M*k(-1) - mu;
[name='investment', relax='irr']
lam = 0;
[name='investment', bind='irr']
iv = PHI*steady_state(iv);
[name='borrowing', bind='debt']
b = 0.9*M*k(-1);
[name='borrowing', relax='debt']
mu = 0.1*lam(+1) + 0.01*(a - 1);
end;
steady_state_model;
a = 1;
k = ((1/BETA-1+DELTA)/ALPHA)^(1/(ALPHA-1));
iv = DELTA*k;
c = k^ALPHA - iv;
lam = 0;
ivhat = 0;
mu = 0;
b = M*k;
end;
shocks;
var epsi; stderr 0.01;
end;
steady;
stoch_simul(order=1, irf=0, noprint, nograph);
