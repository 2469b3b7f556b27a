// The IMF's quarterly projection model in gaps, calibration of Berg, Karam and Laxton's course.
var y pi pi4 rs rr z s p;
varexo e_y e_pi e;
parameters dummy; dummy = 0;
model(linear);
[name='is']     y = .8*y(-1) - .3*(.7*rr - .3*z) + e_y;
[name='phillips'] pi = .7*pi(-1) + .3*pi(+1) + .2*(.7*y + .3*z) + e_pi;
[name='year']   pi4 = (pi + pi(-1) + pi(-2) + pi(-3))/4;
[name='rule']   rs = .7*rs(-1) + .3*(pi4(+1) + .5*pi4(+4) + .5*y) + e;
[name='real rate'] rr = rs - pi4(+1);
[name='real exchange rate'] z = s - p;
[name='price level'] p = p(-1) + pi/4;
[name='uncovered parity'] s = .6*s(+1) + .4*s(-1) - rs/4;
end;
shocks; var e_y; stderr .5; var e_pi; stderr .4; var e; stderr .25; end;
