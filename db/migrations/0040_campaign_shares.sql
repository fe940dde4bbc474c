-- How often a campaign was shared is counted from the lines its shares leave in the log.
create index activity_log_campaign_shared on app.activity_log (organization_id, entity_id)
  where action = 'CAMPAIGN_SHARED';
