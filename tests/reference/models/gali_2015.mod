// Galí (2015), Monetary Policy, Inflation, and the Business Cycle, 2nd edition, chapter 3: the basic
// New Keynesian model under an interest-rate rule. Parameters are given values from outside.

var pi y_gap y r_nat i nu a z m_real p w_real mu;
varexo eps_a eps_nu eps_z;
parameters alppha betta rho_a rho_nu rho_z siggma varphi phi_pi phi_y eta epsilon theta;

model(linear);
#omega = (1 - alppha) / (1 - alppha + alppha * epsilon);
#lambda = (1 - theta) * (1 - betta * theta) / theta * omega;
#kappa = lambda * (siggma + (varphi + alppha) / (1 - alppha));
#psi = (1 + varphi) / (siggma * (1 - alppha) + varphi + alppha);
#labour = (y - a) / (1 - alppha);

pi = betta * pi(+1) + kappa * y_gap;                                // (22)
y_gap = y_gap(+1) - (i - pi(+1) - r_nat) / siggma;                  // (23)
r_nat = -siggma * psi * (1 - rho_a) * a + (1 - rho_z) * z;          // (24)
i = phi_pi * pi + phi_y * y + nu;                                   // (26)
y = y_gap + psi * a;
nu = rho_nu * nu(-1) + eps_nu;
a = rho_a * a(-1) + eps_a;
z = rho_z * z(-1) - eps_z;
m_real = y - eta * i;                                               // (4)
p = p(-1) + pi;
w_real = siggma * y + varphi * labour;                              // (2)
mu = a - alppha * labour - w_real;                                  // (18)
end;
