"""Run tdbt in Apache Airflow."""
