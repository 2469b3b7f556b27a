var y; varexo e u;
parameters s; s = 2;
model; y = 0.5*y(-1) + e + u; end;
shocks; var e; stderr s; var u = s^2; corr e,u = 0.5; end;
shocks; var e; stderr 1; end;
stoch_simul(order=1, irf=0, noprint, nograph);
