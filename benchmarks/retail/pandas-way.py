"""The short way to load the workbook, as most notebooks have it: python pandas-way.py ZIP, DATABASE_URL set."""

import os
import sys
import zipfile

import pandas
import sqlalchemy

with zipfile.ZipFile(sys.argv[1]) as archive:
    (member,) = [name for name in archive.namelist() if name.endswith(".xlsx")]
    with archive.open(member) as workbook:
        # Codes are numbers in some rows and text in others.
        rows = pandas.read_excel(workbook, dtype={"InvoiceNo": str, "StockCode": str})

engine = sqlalchemy.create_engine(os.environ["DATABASE_URL"])
rows.to_sql("raw_online_retail", engine, if_exists="replace", index=False)
