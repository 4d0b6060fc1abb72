#include "dsp/capture/utc_time.hpp"

#include "tests/catch.hpp"

namespace cellwarden::capture {
namespace {

TEST_CASE("UTC is read and written") {
  for (const char* const text : {"2023-02-01T12:34:56.789000000Z", "1970-01-01T00:00:00.000000000Z",
                                 "2199-12-31T23:59:59.999999999Z", "2024-02-29T00:00:00.000000001Z"}) {
    const auto time = parse_utc(text);
    REQUIRE(time);
    CHECK(format_utc(*time) == text);
  }
  CHECK(parse_utc("2023-02-01T12:34:56Z") == parse_utc("2023-02-01T12:34:56.000+00:00"));
  CHECK(parse_compact_utc("20230201", "123456") == parse_utc("2023-02-01T12:34:56Z"));
}

TEST_CASE("what no calendar has is no time") {
  for (const char* const text :
       {"", "2023-02-29T00:00:00Z", "2023-13-01T00:00:00Z", "2023-01-01T24:00:00Z", "2023-01-01T00:60:00Z",
        "1969-12-31T23:59:59Z", "2300-01-01T00:00:00Z", "2023-01-01T00:00:00+08:00", "2023-01-01T00:00:00.Z",
        "2023-01-01 00:00", "2023/01/01T00:00:00Z", "20x3-01-01T00:00:00Z", "2023-01-01T00:00:00.5Zulu"}) {
    CAPTURE(text);
    CHECK_FALSE(parse_utc(text));
  }
  CHECK_FALSE(parse_compact_utc("20230231", "000000"));
  CHECK_FALSE(parse_compact_utc("2023020", "1123456"));
}

}  // namespace
}  // namespace cellwarden::capture
