#pragma once

/// \file
/// The one place that includes Catch2, so that version 3 is one change.

#include <catch2/catch.hpp>
