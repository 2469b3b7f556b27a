@#define PICTURE = "sluggish"
@#include "us_projection.mod"
