# Every foreign library, found once, under one name. Includes of all of them are system includes.
find_package(PkgConfig REQUIRED)
find_package(Threads REQUIRED)
find_package(tl-expected REQUIRED)
find_package(nlohmann_json 3.11 REQUIRED)
find_package(yaml-cpp 0.7 REQUIRED)
find_package(SoapySDR 0.8 REQUIRED CONFIG)
find_package(fmt 9 REQUIRED)
find_package(CLI11 2.1 REQUIRED)
find_package(LibArchive 3.6 REQUIRED)
find_package(Boost 1.74 REQUIRED)
pkg_check_modules(FFTW3F REQUIRED IMPORTED_TARGET fftw3f)
pkg_check_modules(CRYPTO REQUIRED IMPORTED_TARGET libcrypto)
pkg_check_modules(SODIUM REQUIRED IMPORTED_TARGET libsodium)
# GSM: channel coding, and the frequency lists of system information.
pkg_check_modules(OSMO_CODING REQUIRED IMPORTED_TARGET libosmocoding)
pkg_check_modules(OSMO_GSM REQUIRED IMPORTED_TARGET libosmogsm)

# liquid-dsp ships neither a pkg-config file nor a CMake package, and its header is not pedantic-clean.
find_path(LIQUID_INCLUDE_DIR liquid/liquid.h REQUIRED)
find_library(LIQUID_LIBRARY liquid REQUIRED)
add_library(cellwarden_liquid INTERFACE)
target_include_directories(cellwarden_liquid SYSTEM INTERFACE ${LIQUID_INCLUDE_DIR})
target_link_libraries(cellwarden_liquid INTERFACE ${LIQUID_LIBRARY})
