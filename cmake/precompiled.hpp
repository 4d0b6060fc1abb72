#pragma once

/// \file
/// What nearly every source includes, read once for each library where CELLWARDEN_PRECOMPILE is on (the
/// sanitized builds). The other builds do without, so that a source that forgets an include does not build.

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <complex>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <span>
#include <sstream>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>
