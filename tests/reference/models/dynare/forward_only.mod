var y z; varexo e;
model; y = 0.5*y(+1) + e; z = y^2 + e; end;
steady; check;
shocks; var e; stderr 1; end;
stoch_simul(order=1, irf=0, noprint, nograph);
