#include "detector/rules/network_codes.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace cellwarden::detector {
namespace {

struct Assigned {
  std::uint16_t mcc{};
  std::string_view country;
};

// Geographic mobile country codes, ITU-T E.212, annex A, as of 2022.
constexpr std::array kAssigned = std::to_array<Assigned>({
    {202, "Greece"},
    {204, "Netherlands"},
    {206, "Belgium"},
    {208, "France"},
    {212, "Monaco"},
    {213, "Andorra"},
    {214, "Spain"},
    {216, "Hungary"},
    {218, "Bosnia and Herzegovina"},
    {219, "Croatia"},
    {220, "Serbia"},
    {221, "Kosovo"},
    {222, "Italy"},
    {225, "Vatican City"},
    {226, "Romania"},
    {228, "Switzerland"},
    {230, "Czechia"},
    {231, "Slovakia"},
    {232, "Austria"},
    {234, "United Kingdom"},
    {235, "United Kingdom"},
    {238, "Denmark"},
    {240, "Sweden"},
    {242, "Norway"},
    {244, "Finland"},
    {246, "Lithuania"},
    {247, "Latvia"},
    {248, "Estonia"},
    {250, "Russia"},
    {255, "Ukraine"},
    {257, "Belarus"},
    {259, "Moldova"},
    {260, "Poland"},
    {262, "Germany"},
    {266, "Gibraltar"},
    {268, "Portugal"},
    {270, "Luxembourg"},
    {272, "Ireland"},
    {274, "Iceland"},
    {276, "Albania"},
    {278, "Malta"},
    {280, "Cyprus"},
    {282, "Georgia"},
    {283, "Armenia"},
    {284, "Bulgaria"},
    {286, "Turkey"},
    {288, "Faroe Islands"},
    {290, "Greenland"},
    {292, "San Marino"},
    {293, "Slovenia"},
    {294, "North Macedonia"},
    {295, "Liechtenstein"},
    {297, "Montenegro"},
    {302, "Canada"},
    {308, "Saint Pierre and Miquelon"},
    {310, "United States"},
    {311, "United States"},
    {312, "United States"},
    {313, "United States"},
    {314, "United States"},
    {315, "United States"},
    {316, "United States"},
    {330, "Puerto Rico"},
    {332, "United States Virgin Islands"},
    {334, "Mexico"},
    {338, "Jamaica"},
    {340, "French Antilles"},
    {342, "Barbados"},
    {344, "Antigua and Barbuda"},
    {346, "Cayman Islands"},
    {348, "British Virgin Islands"},
    {350, "Bermuda"},
    {352, "Grenada"},
    {354, "Montserrat"},
    {356, "Saint Kitts and Nevis"},
    {358, "Saint Lucia"},
    {360, "Saint Vincent and the Grenadines"},
    {362, "Dutch Caribbean"},
    {363, "Aruba"},
    {364, "Bahamas"},
    {365, "Anguilla"},
    {366, "Dominica"},
    {368, "Cuba"},
    {370, "Dominican Republic"},
    {372, "Haiti"},
    {374, "Trinidad and Tobago"},
    {376, "Turks and Caicos Islands"},
    {400, "Azerbaijan"},
    {401, "Kazakhstan"},
    {402, "Bhutan"},
    {404, "India"},
    {405, "India"},
    {406, "India"},
    {410, "Pakistan"},
    {412, "Afghanistan"},
    {413, "Sri Lanka"},
    {414, "Myanmar"},
    {415, "Lebanon"},
    {416, "Jordan"},
    {417, "Syria"},
    {418, "Iraq"},
    {419, "Kuwait"},
    {420, "Saudi Arabia"},
    {421, "Yemen"},
    {422, "Oman"},
    {424, "United Arab Emirates"},
    {425, "Israel"},
    {426, "Bahrain"},
    {427, "Qatar"},
    {428, "Mongolia"},
    {429, "Nepal"},
    {430, "United Arab Emirates"},
    {431, "United Arab Emirates"},
    {432, "Iran"},
    {434, "Uzbekistan"},
    {436, "Tajikistan"},
    {437, "Kyrgyzstan"},
    {438, "Turkmenistan"},
    {440, "Japan"},
    {441, "Japan"},
    {450, "South Korea"},
    {452, "Vietnam"},
    {454, "Hong Kong"},
    {455, "Macao"},
    {456, "Cambodia"},
    {457, "Laos"},
    {460, "China"},
    {461, "China"},
    {466, "Taiwan"},
    {467, "North Korea"},
    {470, "Bangladesh"},
    {472, "Maldives"},
    {502, "Malaysia"},
    {505, "Australia"},
    {510, "Indonesia"},
    {514, "Timor-Leste"},
    {515, "Philippines"},
    {520, "Thailand"},
    {525, "Singapore"},
    {528, "Brunei"},
    {530, "New Zealand"},
    {536, "Nauru"},
    {537, "Papua New Guinea"},
    {539, "Tonga"},
    {540, "Solomon Islands"},
    {541, "Vanuatu"},
    {542, "Fiji"},
    {543, "Wallis and Futuna"},
    {544, "American Samoa"},
    {545, "Kiribati"},
    {546, "New Caledonia"},
    {547, "French Polynesia"},
    {548, "Cook Islands"},
    {549, "Samoa"},
    {550, "Micronesia"},
    {551, "Marshall Islands"},
    {552, "Palau"},
    {553, "Tuvalu"},
    {554, "Tokelau"},
    {555, "Niue"},
    {602, "Egypt"},
    {603, "Algeria"},
    {604, "Morocco"},
    {605, "Tunisia"},
    {606, "Libya"},
    {607, "Gambia"},
    {608, "Senegal"},
    {609, "Mauritania"},
    {610, "Mali"},
    {611, "Guinea"},
    {612, "Ivory Coast"},
    {613, "Burkina Faso"},
    {614, "Niger"},
    {615, "Togo"},
    {616, "Benin"},
    {617, "Mauritius"},
    {618, "Liberia"},
    {619, "Sierra Leone"},
    {620, "Ghana"},
    {621, "Nigeria"},
    {622, "Chad"},
    {623, "Central African Republic"},
    {624, "Cameroon"},
    {625, "Cabo Verde"},
    {626, "Sao Tome and Principe"},
    {627, "Equatorial Guinea"},
    {628, "Gabon"},
    {629, "Congo"},
    {630, "Democratic Republic of the Congo"},
    {631, "Angola"},
    {632, "Guinea-Bissau"},
    {633, "Seychelles"},
    {634, "Sudan"},
    {635, "Rwanda"},
    {636, "Ethiopia"},
    {637, "Somalia"},
    {638, "Djibouti"},
    {639, "Kenya"},
    {640, "Tanzania"},
    {641, "Uganda"},
    {642, "Burundi"},
    {643, "Mozambique"},
    {645, "Zambia"},
    {646, "Madagascar"},
    {647, "French Indian Ocean"},
    {648, "Zimbabwe"},
    {649, "Namibia"},
    {650, "Malawi"},
    {651, "Lesotho"},
    {652, "Botswana"},
    {653, "Eswatini"},
    {654, "Comoros"},
    {655, "South Africa"},
    {657, "Eritrea"},
    {658, "Saint Helena"},
    {659, "South Sudan"},
    {702, "Belize"},
    {704, "Guatemala"},
    {706, "El Salvador"},
    {708, "Honduras"},
    {710, "Nicaragua"},
    {712, "Costa Rica"},
    {714, "Panama"},
    {716, "Peru"},
    {722, "Argentina"},
    {724, "Brazil"},
    {730, "Chile"},
    {732, "Colombia"},
    {734, "Venezuela"},
    {736, "Bolivia"},
    {738, "Guyana"},
    {740, "Ecuador"},
    {742, "French Guiana"},
    {744, "Paraguay"},
    {746, "Suriname"},
    {748, "Uruguay"},
    {750, "Falkland Islands"},
});

struct Sunset {
  std::uint16_t mcc{};
  int year{};  // 0: there never was GSM
  unsigned month{};
  unsigned day{};
};

// Countries where every public GSM network is off, by operators' and regulators' announcements, as of 2024;
// the date is that of the last one, or later. Countries where one network is said to be left are not here:
// the United States, whose last large network went off in steps from 2024 on.
constexpr std::array kSunsets = std::to_array<Sunset>({{228, 2023, 1, 31},    // Switzerland
                                                       {440, 0, 0, 0},        // Japan
                                                       {441, 0, 0, 0},        // Japan
                                                       {450, 0, 0, 0},        // South Korea
                                                       {455, 2019, 8, 31},    // Macao
                                                       {466, 2017, 6, 30},    // Taiwan
                                                       {505, 2018, 6, 30},    // Australia
                                                       {525, 2017, 4, 30},    // Singapore
                                                       {528, 2021, 6, 30}});  // Brunei

// Railways' own networks (GSM-R), by country code and network code.
constexpr std::array kRailways = std::to_array<std::pair<std::uint16_t, std::uint16_t>>(
    {{204, 21}, {206, 2},  {208, 14}, {214, 51}, {222, 30}, {228, 6},  {230, 98},
     {231, 99}, {232, 91}, {234, 12}, {234, 13}, {238, 23}, {240, 21}, {242, 20},
     {242, 21}, {262, 10}, {262, 60}, {284, 7},  {460, 20}, {505, 13}});

constexpr std::uint16_t kTest = 1;      // TS 23.003 leaves it to E.212: test networks
constexpr std::uint16_t kShared = 901;  // ships, aircraft, satellites
constexpr std::uint16_t kSharedOther = 902;
constexpr std::uint16_t kTrial = 991;
constexpr std::uint16_t kInternal = 999;  // within one private network

}  // namespace

std::optional<std::string_view> country_of(std::uint16_t mcc) noexcept {
  const auto found = std::ranges::find(kAssigned, mcc, &Assigned::mcc);
  if (found == kAssigned.end()) return std::nullopt;
  return found->country;
}

bool is_shared_code(std::uint16_t mcc) noexcept {
  return mcc == kShared || mcc == kSharedOther || mcc == kTrial;
}

bool is_test_network(const Plmn& plmn) noexcept {
  return plmn.mcc == kTest || plmn.mcc == kInternal;
}

bool is_railway_network(const Plmn& plmn) noexcept {
  return std::ranges::find(kRailways, std::pair(plmn.mcc, plmn.mnc)) != kRailways.end();
}

std::optional<GsmSunset> gsm_sunset(std::uint16_t mcc) noexcept {
  const auto found = std::ranges::find(kSunsets, mcc, &Sunset::mcc);
  if (found == kSunsets.end()) return std::nullopt;
  GsmSunset sunset;
  if (found->year != 0) {
    sunset.off_since = std::chrono::sys_days(std::chrono::year(found->year) /
                                             std::chrono::month(found->month) / std::chrono::day(found->day));
  }
  return sunset;
}

}  // namespace cellwarden::detector
