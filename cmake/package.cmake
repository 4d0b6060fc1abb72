# What is installed, and the Debian package made of it: cmake --build build/release --target package
# With SOURCE_DATE_EPOCH set, the same sources and compiler give the same package, octet by octet.

# The program lies at bin/cellwarden of every build folder.
if(TARGET cellwarden)
  set_target_properties(cellwarden PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR}/bin)
  install(TARGETS cellwarden RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
endif()

install(FILES firmware-config/udev/70-cellwarden-sdr.rules DESTINATION lib/udev/rules.d)
install(FILES firmware-config/udev/cellwarden-rtlsdr.conf DESTINATION lib/modprobe.d)
install(FILES README.md CHANGELOG.md cmake/debian/copyright DESTINATION ${CMAKE_INSTALL_DOCDIR})
install(DIRECTORY docs/ DESTINATION ${CMAKE_INSTALL_DOCDIR} 
  FILES_MATCHING PATTERN "*.md" PATTERN "*.json")
install(DIRECTORY firmware-config/bands firmware-config/countries firmware-config/devices firmware-config/towers
  DESTINATION ${CMAKE_INSTALL_DATADIR}/cellwarden FILES_MATCHING PATTERN "*.yaml" PATTERN "*.txt")
install(FILES firmware-config/cellwarden.yaml DESTINATION ${CMAKE_INSTALL_DOCDIR}/examples OPTIONAL)

set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_VENDOR "Cellwarden")
set(CPACK_PACKAGE_CONTACT "Cellwarden maintainers <maintainers@cellwarden.example>")
set(CPACK_STRIP_FILES ON)
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "passive detection of fake base stations with ordinary radios")
set(CPACK_PACKAGE_DESCRIPTION
"Listens to the broadcast channels of mobile networks through any SoapySDR
radio, or in a recording, and compares what each cell says of itself with a
list of known towers, with what this place heard before, and with physics.
It tells which transmitter is not what it claims to be, why, and what else
could explain it. It never transmits, and it keeps no subscriber's identity.")
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SECTION hamradio)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_RECOMMENDS "soapysdr-module-rtlsdr, soapysdr-module-hackrf")
set(CPACK_DEBIAN_PACKAGE_SUGGESTS "soapysdr-module-all, soapysdr-tools, gpsd, chrony")
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)
set(CPACK_INSTALL_DEFAULT_DIRECTORY_PERMISSIONS
  OWNER_READ OWNER_WRITE OWNER_EXECUTE GROUP_READ GROUP_EXECUTE WORLD_READ WORLD_EXECUTE)

# Debian wants its own changelog, compressed and without a time stamp of its own.
find_program(GZIP_PROGRAM gzip)
if(GZIP_PROGRAM)
  string(TIMESTAMP CELLWARDEN_BUILD_DATE "%a, %d %b %Y %H:%M:%S +0000" UTC)  # SOURCE_DATE_EPOCH where set
  configure_file(cmake/debian/changelog.in ${PROJECT_BINARY_DIR}/debian/changelog @ONLY)
  execute_process(COMMAND ${GZIP_PROGRAM} -9nkf ${PROJECT_BINARY_DIR}/debian/changelog COMMAND_ERROR_IS_FATAL ANY)
  install(FILES ${PROJECT_BINARY_DIR}/debian/changelog.gz DESTINATION ${CMAKE_INSTALL_DOCDIR})
endif()
include(CPack)
