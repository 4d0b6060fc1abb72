#include "cell/gsm/arfcn.hpp"

#include "tests/catch.hpp"

namespace cellwarden::gsm {

TEST_CASE("Downlink frequencies of TS 45.005, section 2", "[cell][gsm][arfcn]") {
  struct Row {
    std::uint32_t arfcn;
    bool is_pcs;
    double downlink_hz;
    std::uint16_t band;
  };
  const auto row = GENERATE(values<Row>({
      {0, false, 935.0e6, 900},     {1, false, 935.2e6, 900},    {40, false, 943.0e6, 900},
      {124, false, 959.8e6, 900},   {940, false, 918.2e6, 900},  {955, false, 921.2e6, 900},
      {975, false, 925.2e6, 900},   {1023, false, 934.8e6, 900}, {512, false, 1805.2e6, 1800},
      {885, false, 1879.8e6, 1800}, {512, true, 1930.2e6, 1900}, {810, true, 1989.8e6, 1900},
      {811, true, 0.0, 0},          {128, false, 869.2e6, 850},  {251, true, 893.8e6, 850},
      {259, false, 460.6e6, 450},   {293, false, 467.4e6, 450},  {306, false, 489.0e6, 480},
      {340, false, 495.8e6, 480},   {438, false, 747.2e6, 750},  {511, false, 761.8e6, 750},
      {125, false, 0.0, 0},         {127, false, 0.0, 0},        {939, false, 0.0, 0},
      {886, false, 0.0, 0},         {1024, false, 0.0, 0},       {300, false, 0.0, 0},
  }));
  CAPTURE(row.arfcn, row.is_pcs);
  if (row.band == 0) {
    CHECK_FALSE(gsm_downlink_hz(row.arfcn, row.is_pcs));
    CHECK_FALSE(gsm_band_of(row.arfcn, row.is_pcs));
    return;
  }
  CHECK(gsm_downlink_hz(row.arfcn, row.is_pcs) == row.downlink_hz);
  CHECK(gsm_band_of(row.arfcn, row.is_pcs) == row.band);
  CHECK(gsm_channels_at(row.downlink_hz) ==
        std::vector<Channel>{{row.band, static_cast<std::uint16_t>(row.arfcn)}});
}

TEST_CASE("Every channel number lies in its band and is found again", "[cell][gsm][arfcn]") {
  std::size_t channels = 0;
  for (std::uint32_t arfcn = 0; arfcn < kArfcns; ++arfcn) {
    for (const bool is_pcs : {false, true}) {
      const auto hz = gsm_downlink_hz(arfcn, is_pcs);
      if (!hz) continue;
      ++channels;
      const auto found = gsm_channels_at(*hz);
      REQUIRE(found.size() == 1);
      CHECK(found[0].arfcn == arfcn);
      CHECK(found[0].band == gsm_band_of(arfcn, is_pcs));
      bool is_inside = false;
      for (const auto& band : gsm_downlink_bands()) {
        is_inside = is_inside || (band.band == found[0].band && *hz - 100e3 >= band.low_hz - 1.0 &&
                                  *hz + 100e3 <= band.high_hz + 1.0);
      }
      CHECK(is_inside);
    }
  }
  // 35 + 35 + 74 + 124 + 84 + 125 twice (both meanings of 512...810), 374 and 299.
  CHECK(channels == 2 * (35 + 35 + 74 + 124 + 84 + 125) + 374 + 299);
}

TEST_CASE("Between channels and outside the bands there is none", "[cell][gsm][arfcn]") {
  CHECK(gsm_channels_at(943.1e6).empty());
  CHECK(gsm_channels_at(943.0e6 + 5.0).empty());
  CHECK(gsm_channels_at(943.0e6 + 0.5).size() == 1);
  CHECK(gsm_channels_at(960.0e6).empty());
  CHECK(gsm_channels_at(806.0e6).empty());
  CHECK(gsm_channels_at(-943.0e6).empty());
  CHECK(gsm_channels_at(1e300).empty());
}

TEST_CASE("Bands rise and do not overlap", "[cell][gsm][arfcn]") {
  const auto bands = gsm_downlink_bands();
  REQUIRE(bands.size() == 7);
  for (std::size_t i = 1; i < bands.size(); ++i) CHECK(bands[i - 1].high_hz < bands[i].low_hz);
  CHECK(bands[4].band == 900);
  CHECK(bands[4].low_hz == Approx(918.1e6));
  CHECK(bands[4].high_hz == Approx(959.9e6));
  CHECK(is_railway_channel(955));
  CHECK(is_railway_channel(974));
  CHECK_FALSE(is_railway_channel(975));
  CHECK_FALSE(is_railway_channel(0));
}

}  // namespace cellwarden::gsm
