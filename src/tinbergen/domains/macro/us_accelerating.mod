@#define PICTURE = "accelerating"
@#include "us_projection.mod"
