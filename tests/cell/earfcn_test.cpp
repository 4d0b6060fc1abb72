#include "cell/carrier.hpp"
#include "tests/catch.hpp"

using cellwarden::lte_channels_at;
using cellwarden::LteChannel;
using cellwarden::lte::Duplex;

TEST_CASE("Downlink frequencies of TS 36.101, table 5.7.3-1", "[cell][earfcn]") {
  CHECK(cellwarden::lte_downlink_hz(1300) == 1815.0e6);
  CHECK(cellwarden::lte_downlink_hz(6300) == 806.0e6);
  CHECK(cellwarden::lte_downlink_hz(3350) == 2680.0e6);
  CHECK(cellwarden::lte_downlink_hz(38100) == 2605.0e6);
  CHECK_FALSE(cellwarden::lte_downlink_hz(5000));  // between bands 11 and 12
  CHECK(cellwarden::lte_band_of(6300) == 20);
}

TEST_CASE("A frequency that several bands hold gives all of them", "[cell][earfcn]") {
  CHECK(lte_channels_at(806.0e6) == std::vector<LteChannel>{{20, 6300}});
  CHECK(lte_channels_at(1815.3e6) == std::vector<LteChannel>{{3, 1303}});
  const auto both = lte_channels_at(2600.0e6, Duplex::kTdd);
  REQUIRE(both.size() == 2);
  CHECK(both[0] == LteChannel{38, 38050});
  CHECK(both[1] == LteChannel{41, 40690});
  CHECK(lte_channels_at(806.05e6).empty());  // not on the raster
}
