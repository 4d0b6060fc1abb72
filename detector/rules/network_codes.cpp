#include "detector/rules/network_codes.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace cellwarden::detector {
namespace {

struct Assigned {
  std::uint16_t mcc{};
  std::string_view country;
  std::string_view places;  // where its networks are, by ISO 3166-1: the country and what it serves besides
};

// Geographic mobile country codes, ITU-T E.212, annex A, as of 2022.
constexpr std::array kAssigned = std::to_array<Assigned>({
    {202, "Greece", "GR"},
    {204, "Netherlands", "NL"},
    {206, "Belgium", "BE"},
    {208, "France", "FR"},
    {212, "Monaco", "MC"},
    {213, "Andorra", "AD"},
    {214, "Spain", "ES"},
    {216, "Hungary", "HU"},
    {218, "Bosnia and Herzegovina", "BA"},
    {219, "Croatia", "HR"},
    {220, "Serbia", "RS"},
    {221, "Kosovo", "XK"},
    {222, "Italy", "IT"},
    {225, "Vatican City", "VA"},
    {226, "Romania", "RO"},
    {228, "Switzerland", "CH"},
    {230, "Czechia", "CZ"},
    {231, "Slovakia", "SK"},
    {232, "Austria", "AT"},
    {234, "United Kingdom", "GB GG JE IM"},
    {235, "United Kingdom", "GB GG JE IM"},
    {238, "Denmark", "DK"},
    {240, "Sweden", "SE"},
    {242, "Norway", "NO"},
    {244, "Finland", "FI AX"},
    {246, "Lithuania", "LT"},
    {247, "Latvia", "LV"},
    {248, "Estonia", "EE"},
    {250, "Russia", "RU"},
    {255, "Ukraine", "UA"},
    {257, "Belarus", "BY"},
    {259, "Moldova", "MD"},
    {260, "Poland", "PL"},
    {262, "Germany", "DE"},
    {266, "Gibraltar", "GI"},
    {268, "Portugal", "PT"},
    {270, "Luxembourg", "LU"},
    {272, "Ireland", "IE"},
    {274, "Iceland", "IS"},
    {276, "Albania", "AL"},
    {278, "Malta", "MT"},
    {280, "Cyprus", "CY"},
    {282, "Georgia", "GE"},
    {283, "Armenia", "AM"},
    {284, "Bulgaria", "BG"},
    {286, "Turkey", "TR"},
    {288, "Faroe Islands", "FO"},
    {290, "Greenland", "GL"},
    {292, "San Marino", "SM"},
    {293, "Slovenia", "SI"},
    {294, "North Macedonia", "MK"},
    {295, "Liechtenstein", "LI"},
    {297, "Montenegro", "ME"},
    {302, "Canada", "CA"},
    {308, "Saint Pierre and Miquelon", "PM"},
    {310, "United States", "US PR VI GU MP AS"},
    {311, "United States", "US PR VI GU MP AS"},
    {312, "United States", "US PR VI GU MP AS"},
    {313, "United States", "US PR VI GU MP AS"},
    {314, "United States", "US PR VI GU MP AS"},
    {315, "United States", "US PR VI GU MP AS"},
    {316, "United States", "US PR VI GU MP AS"},
    {330, "Puerto Rico", "PR US"},
    {332, "United States Virgin Islands", "VI US"},
    {334, "Mexico", "MX"},
    {338, "Jamaica", "JM TC KY"},
    {340, "French Antilles", "GP MQ GF BL MF"},
    {342, "Barbados", "BB"},
    {344, "Antigua and Barbuda", "AG"},
    {346, "Cayman Islands", "KY"},
    {348, "British Virgin Islands", "VG"},
    {350, "Bermuda", "BM"},
    {352, "Grenada", "GD"},
    {354, "Montserrat", "MS"},
    {356, "Saint Kitts and Nevis", "KN"},
    {358, "Saint Lucia", "LC"},
    {360, "Saint Vincent and the Grenadines", "VC"},
    {362, "Dutch Caribbean", "CW SX BQ"},
    {363, "Aruba", "AW"},
    {364, "Bahamas", "BS"},
    {365, "Anguilla", "AI"},
    {366, "Dominica", "DM"},
    {368, "Cuba", "CU"},
    {370, "Dominican Republic", "DO"},
    {372, "Haiti", "HT"},
    {374, "Trinidad and Tobago", "TT"},
    {376, "Turks and Caicos Islands", "TC"},
    {400, "Azerbaijan", "AZ"},
    {401, "Kazakhstan", "KZ"},
    {402, "Bhutan", "BT"},
    {404, "India", "IN"},
    {405, "India", "IN"},
    {406, "India", "IN"},
    {410, "Pakistan", "PK"},
    {412, "Afghanistan", "AF"},
    {413, "Sri Lanka", "LK"},
    {414, "Myanmar", "MM"},
    {415, "Lebanon", "LB"},
    {416, "Jordan", "JO"},
    {417, "Syria", "SY"},
    {418, "Iraq", "IQ"},
    {419, "Kuwait", "KW"},
    {420, "Saudi Arabia", "SA"},
    {421, "Yemen", "YE"},
    {422, "Oman", "OM"},
    {424, "United Arab Emirates", "AE"},
    {425, "Israel", "IL PS"},
    {426, "Bahrain", "BH"},
    {427, "Qatar", "QA"},
    {428, "Mongolia", "MN"},
    {429, "Nepal", "NP"},
    {430, "United Arab Emirates", "AE"},
    {431, "United Arab Emirates", "AE"},
    {432, "Iran", "IR"},
    {434, "Uzbekistan", "UZ"},
    {436, "Tajikistan", "TJ"},
    {437, "Kyrgyzstan", "KG"},
    {438, "Turkmenistan", "TM"},
    {440, "Japan", "JP"},
    {441, "Japan", "JP"},
    {450, "South Korea", "KR"},
    {452, "Vietnam", "VN"},
    {454, "Hong Kong", "HK"},
    {455, "Macao", "MO"},
    {456, "Cambodia", "KH"},
    {457, "Laos", "LA"},
    {460, "China", "CN"},
    {461, "China", "CN"},
    {466, "Taiwan", "TW"},
    {467, "North Korea", "KP"},
    {470, "Bangladesh", "BD"},
    {472, "Maldives", "MV"},
    {502, "Malaysia", "MY"},
    {505, "Australia", "AU CX NF"},
    {510, "Indonesia", "ID"},
    {514, "Timor-Leste", "TL"},
    {515, "Philippines", "PH"},
    {520, "Thailand", "TH"},
    {525, "Singapore", "SG"},
    {528, "Brunei", "BN"},
    {530, "New Zealand", "NZ"},
    {536, "Nauru", "NR"},
    {537, "Papua New Guinea", "PG"},
    {539, "Tonga", "TO"},
    {540, "Solomon Islands", "SB"},
    {541, "Vanuatu", "VU"},
    {542, "Fiji", "FJ"},
    {543, "Wallis and Futuna", "WF"},
    {544, "American Samoa", "AS"},
    {545, "Kiribati", "KI"},
    {546, "New Caledonia", "NC"},
    {547, "French Polynesia", "PF"},
    {548, "Cook Islands", "CK"},
    {549, "Samoa", "WS"},
    {550, "Micronesia", "FM"},
    {551, "Marshall Islands", "MH"},
    {552, "Palau", "PW"},
    {553, "Tuvalu", "TV"},
    {554, "Tokelau", "TK"},
    {555, "Niue", "NU"},
    {602, "Egypt", "EG"},
    {603, "Algeria", "DZ"},
    {604, "Morocco", "MA"},
    {605, "Tunisia", "TN"},
    {606, "Libya", "LY"},
    {607, "Gambia", "GM"},
    {608, "Senegal", "SN"},
    {609, "Mauritania", "MR"},
    {610, "Mali", "ML"},
    {611, "Guinea", "GN"},
    {612, "Ivory Coast", "CI"},
    {613, "Burkina Faso", "BF"},
    {614, "Niger", "NE"},
    {615, "Togo", "TG"},
    {616, "Benin", "BJ"},
    {617, "Mauritius", "MU"},
    {618, "Liberia", "LR"},
    {619, "Sierra Leone", "SL"},
    {620, "Ghana", "GH"},
    {621, "Nigeria", "NG"},
    {622, "Chad", "TD"},
    {623, "Central African Republic", "CF"},
    {624, "Cameroon", "CM"},
    {625, "Cabo Verde", "CV"},
    {626, "Sao Tome and Principe", "ST"},
    {627, "Equatorial Guinea", "GQ"},
    {628, "Gabon", "GA"},
    {629, "Congo", "CG"},
    {630, "Democratic Republic of the Congo", "CD"},
    {631, "Angola", "AO"},
    {632, "Guinea-Bissau", "GW"},
    {633, "Seychelles", "SC"},
    {634, "Sudan", "SD"},
    {635, "Rwanda", "RW"},
    {636, "Ethiopia", "ET"},
    {637, "Somalia", "SO"},
    {638, "Djibouti", "DJ"},
    {639, "Kenya", "KE"},
    {640, "Tanzania", "TZ"},
    {641, "Uganda", "UG"},
    {642, "Burundi", "BI"},
    {643, "Mozambique", "MZ"},
    {645, "Zambia", "ZM"},
    {646, "Madagascar", "MG"},
    {647, "French Indian Ocean", "RE YT"},
    {648, "Zimbabwe", "ZW"},
    {649, "Namibia", "NA"},
    {650, "Malawi", "MW"},
    {651, "Lesotho", "LS"},
    {652, "Botswana", "BW"},
    {653, "Eswatini", "SZ"},
    {654, "Comoros", "KM"},
    {655, "South Africa", "ZA"},
    {657, "Eritrea", "ER"},
    {658, "Saint Helena", "SH"},
    {659, "South Sudan", "SS"},
    {702, "Belize", "BZ"},
    {704, "Guatemala", "GT"},
    {706, "El Salvador", "SV"},
    {708, "Honduras", "HN"},
    {710, "Nicaragua", "NI"},
    {712, "Costa Rica", "CR"},
    {714, "Panama", "PA"},
    {716, "Peru", "PE"},
    {722, "Argentina", "AR"},
    {724, "Brazil", "BR"},
    {730, "Chile", "CL"},
    {732, "Colombia", "CO"},
    {734, "Venezuela", "VE"},
    {736, "Bolivia", "BO"},
    {738, "Guyana", "GY"},
    {740, "Ecuador", "EC"},
    {742, "French Guiana", "GF"},
    {744, "Paraguay", "PY"},
    {746, "Suriname", "SR"},
    {748, "Uruguay", "UY"},
    {750, "Falkland Islands", "FK"},
});

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

std::vector<geography::CountryCode> places_of(std::uint16_t mcc) {
  std::vector<geography::CountryCode> places;
  const auto found = std::ranges::find(kAssigned, mcc, &Assigned::mcc);
  if (found == kAssigned.end()) return places;
  constexpr std::size_t kStep = 3;  // two letters and a space
  for (std::size_t at = 0; at + 1 < found->places.size(); at += kStep) {
    places.emplace_back(found->places[at], found->places[at + 1]);
  }
  return places;
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

}  // namespace cellwarden::detector
