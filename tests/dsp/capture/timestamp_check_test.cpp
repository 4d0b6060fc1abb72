#include "dsp/capture/timestamp_check.hpp"

#include <cmath>
#include <cstdint>
#include <optional>

#include "tests/catch.hpp"

namespace {

using cellwarden::capture::TimestampCheck;
using cellwarden::capture::TimestampUnit;

constexpr double kRate_hz = 2.4e6;
constexpr std::size_t kTransfer_samples = 131072;

long long ns_of(std::int64_t ticks, double rate_hz = kRate_hz) {
  return std::llround(static_cast<double>(ticks) / rate_hz * 1e9);
}

}  // namespace

TEST_CASE("sample timestamps tell a loss to the sample") {
  for (const double rate_hz : {1.92e6, 2.4e6, 2400066.3, 20e6}) {
    TimestampCheck check(TimestampUnit::kSamples, rate_hz, kTransfer_samples);
    std::int64_t at = 12345;
    CHECK_FALSE(check.missing_before(ns_of(at, rate_hz), 1000, false).has_value());
    for (int i = 0; i < 20000; ++i) {
      at += 1000;
      if (check.missing_before(ns_of(at, rate_hz), 1000, false) != 0) FAIL("false loss at read " << i);
    }
    at += 1000 + 1;
    CHECK(check.missing_before(ns_of(at, rate_hz), 1000, false) == 1);
    at += 1000 + 987654;
    CHECK(check.missing_before(ns_of(at, rate_hz), 1000, true) == 987654);
    at += 1000 - 10;
    CHECK(check.missing_before(ns_of(at, rate_hz), 1000, false) == -10);
  }
}

TEST_CASE("a driver that counts octets from transfer to transfer is not taken for one that loses half") {
  TimestampCheck check(TimestampUnit::kMaybeOctets, kRate_hz, kTransfer_samples);
  std::int64_t octets = 0;
  const auto transfer = static_cast<std::int64_t>(kTransfer_samples);
  CHECK_FALSE(check.missing_before(ns_of(octets), kTransfer_samples, false).has_value());
  for (int i = 0; i < 100; ++i) {
    octets += 2 * transfer;
    CHECK(check.missing_before(ns_of(octets), kTransfer_samples, false) == 0);
  }
  octets += 2 * transfer * 4;  // three transfers were not read
  CHECK(check.missing_before(ns_of(octets), kTransfer_samples, true) == 3 * transfer);

  // The same transfer in two pieces: within it, the driver counts samples.
  octets += 2 * transfer;
  CHECK(check.missing_before(ns_of(octets), 100000, false) == 0);
  CHECK(check.missing_before(ns_of(octets + 100000), 31072, false) == 0);
  octets += 2 * transfer;
  CHECK(check.missing_before(ns_of(octets), kTransfer_samples, false) == 0);
  CHECK(check.believed());
}

TEST_CASE("a later version of that driver counts samples and is told apart by itself") {
  TimestampCheck check(TimestampUnit::kMaybeOctets, kRate_hz, kTransfer_samples);
  std::int64_t at = 0;
  const auto transfer = static_cast<std::int64_t>(kTransfer_samples);
  CHECK_FALSE(check.missing_before(ns_of(at), kTransfer_samples, false).has_value());
  for (int i = 0; i < 10; ++i) {
    at += transfer;
    CHECK(check.missing_before(ns_of(at), kTransfer_samples, false) == 0);
  }
  at += transfer * 3;
  CHECK(check.missing_before(ns_of(at), kTransfer_samples, true) == 2 * transfer);
}

TEST_CASE("a clock that wanders from the first is not believed") {
  TimestampCheck check(TimestampUnit::kSamples, kRate_hz, kTransfer_samples);
  std::int64_t at = 0;
  for (int i = 0; i < 10; ++i) {
    static_cast<void>(check.missing_before(ns_of(at), 1000, false));
    at += 1000 + (i % 2 == 0 ? 3 : -3);
  }
  CHECK_FALSE(check.believed());
  CHECK_FALSE(check.missing_before(ns_of(at + 100000), 1000, true).has_value());
}
