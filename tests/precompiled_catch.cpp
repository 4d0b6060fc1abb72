// Nothing but the header that all tests include: CMake makes a precompiled header of it here, once.
#include "tests/catch.hpp"
