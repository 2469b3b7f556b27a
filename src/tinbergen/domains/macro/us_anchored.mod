@#define PICTURE = "anchored"
@#include "us_projection.mod"
